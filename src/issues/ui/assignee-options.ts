// Whom an issue may be given to, in the order of who is likely: me, the other people, the agents.

export interface Assignable {
  type: 'person' | 'agent'
  id: string
  name: string
  isMe: boolean
  /** What the name does not say: the e-mail address of a person, that an agent is a simulation. */
  about: string | null
}

interface People {
  /** The logged-in person, who need not be a member: the shared login has none. */
  me: { id: string; name: string } | null
  members: readonly { id: string; name: string; email: string | null }[]
}

interface KnownAgent {
  id: string
  name: string
  adapter: string
  enabled: boolean
}

export function assignableBy({ me, members }: People, agents: readonly KnownAgent[]): Assignable[] {
  const mine = me && members.find((member) => member.id === me.id)
  const others = members.filter((member) => member.id !== me?.id).toSorted((a, b) => a.name.localeCompare(b.name))
  const person = (id: string, name: string, about: string | null, isMe: boolean): Assignable => ({
    type: 'person',
    id,
    name,
    isMe,
    about,
  })
  return [
    ...(me ? [person(me.id, me.name, mine?.email ?? null, true)] : []),
    ...others.map(({ id, name, email }) => person(id, name, email, false)),
    ...agents
      .filter((agent) => agent.enabled)
      .map(
        ({ id, name, adapter }): Assignable => ({
          type: 'agent',
          id,
          name,
          isMe: false,
          about: adapter === 'simulator' ? 'simulated' : null,
        }),
      ),
  ]
}
