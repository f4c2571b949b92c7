// Makes the Demo workspace with all that the loop needs: a repository, a simulated agent, connections with their own secrets.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { authorize } from '../access/authorize.ts'
import { takeMembersAlong } from '../access/become-owner.ts'
import { createWorkspace } from '../access/create-workspace.ts'
import { createAgent } from '../agents/manage-agents.ts'
import { addConnection } from '../intake/add-connection.ts'
import { seedTracker } from '../issues/seed-tracker.ts'
import { type Ctx, systemContext, withTransaction } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { connectRepository, type RepositoryProbe } from '../repositories/connect-repository.ts'
import { deleteDemo } from './delete-demo.ts'
import { demoRepository, makeDemoProject } from './project.ts'
import { sealSecret, writeDemoSettings } from './settings.ts'

export const demoStepJob = 'demo.step'

export interface DemoPorts {
  /** Where this server answers on this machine. */
  origin(): string
  probe: RepositoryProbe
}

/** A demo that is there is replaced by a fresh one. */
export async function prepareDemo(asking: Ctx, ports: DemoPorts): Promise<{ workspace_id: string }> {
  authorize(asking, 'workspace.manage')
  await deleteDemo(asking)
  const { system } = asking
  const ctx = systemContext(system, newId('wsp'))
  const directory = join(system.config.DISPATCH_DATA_DIR, 'demo', ctx.workspaceId)
  const project = await makeDemoProject(directory)
  await createWorkspace(ctx, { name: 'Demo', prefix: 'DEMO', isDemo: true, policy: demoPolicy })
  await withTransaction(ctx, (tx) => takeMembersAlong(tx, asking.workspaceId))
  await seedTracker(ctx)
  const agent = await createAgent(ctx, {
    name: 'Simulated agent',
    adapter: 'simulator',
    is_default: true,
    simulation: { scenario: 'success', pace_ms: 1200 },
  })
  await connectRepository(
    ctx,
    { git_url: project.remote, full_name: demoRepository, name: 'checkout', default_branch: 'main' },
    ports.probe,
  )
  const secrets = { sentry: randomBytes(24).toString('hex'), github: randomBytes(24).toString('hex') }
  const sentry = await addConnection(ctx, { source: 'sentry', name: 'Sentry (simulated)', secret: secrets.sentry })
  const github = await addConnection(ctx, { source: 'github', name: 'GitHub (simulated)', secret: secrets.github })
  await writeDemoSettings(system, {
    workspaceId: ctx.workspaceId,
    origin: ports.origin(),
    directory,
    sentryConnection: sentry.id,
    githubConnection: github.id,
    agentId: agent.id,
    secrets: { sentry: sealSecret(system, 'sentry', secrets.sentry), github: sealSecret(system, 'github', secrets.github) },
  })
  await withTransaction(ctx, async (tx) =>
    tx.enqueue(demoStepJob, { workspace_id: tx.workspaceId }, { singletonKey: tx.workspaceId }),
  )
  return { workspace_id: ctx.workspaceId }
}

/** The agent is ours and works on a repository of ours; the window is as short as the screen allows. */
const demoPolicy = {
  accept_unconfined_agents: true,
  push_requires_review: false,
  verification_window_seconds: 10,
  grace_seconds: 0,
  auto_investigate: false,
  cooldown_seconds: 0,
}
