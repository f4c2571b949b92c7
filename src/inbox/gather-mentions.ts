// Who was called by name on issues: in the comments just told of, and in those of before.
import type { Ctx } from '../platform/context.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { excerptOf, findMentions } from './domain/mentions.ts'
import type { MentionFacts } from './domain/notices.ts'
import { listToldMentions, type MentionPair, readComments, readMentions, readPeople } from './store/facts.ts'

/** Strangers write through webhooks: they call nobody. */
const mayMention = new Set(['person', 'key', 'run'])

/** By issue. Names are looked up when a comment is new: who is renamed later was called all the same. */
export async function gatherMentions(
  ctx: Ctx,
  issueIds: readonly string[],
  newCommentIds: readonly string[],
): Promise<Map<string, MentionFacts[]>> {
  const told = await listToldMentions(ctx.db, issueIds)
  const pairs = new Map([...told, ...(await newMentions(ctx, newCommentIds))].map((pair) => [keyOf(pair), pair]))
  const found = new Map<string, MentionFacts[]>()
  for (const row of await readMentions(ctx.db, ctx.workspaceId, [...pairs.values()])) {
    const author = actorSchema.parse(row.author).name
    const mention = {
      commentId: row.comment_id,
      userId: row.user_id,
      author,
      excerpt: excerptOf(row.body),
      isOpen: row.is_open,
    }
    found.set(row.issue_id, [...(found.get(row.issue_id) ?? []), mention])
  }
  return found
}

const keyOf = ({ comment_id, user_id }: MentionPair) => `${comment_id} ${user_id}`

async function newMentions(ctx: Ctx, commentIds: readonly string[]): Promise<MentionPair[]> {
  if (commentIds.length === 0) return []
  const calling = (await readComments(ctx.db, ctx.workspaceId, commentIds)).filter((comment) => comment.body.includes('@'))
  if (calling.length === 0) return []
  const people = await readPeople(ctx.db, ctx.workspaceId)
  return calling.flatMap((comment) => {
    const author = actorSchema.parse(comment.author)
    if (!mayMention.has(author.type)) return []
    return findMentions(comment.body, people)
      .filter((person) => person.id !== author.id)
      .map((person) => ({ comment_id: comment.id, user_id: person.id }))
  })
}
