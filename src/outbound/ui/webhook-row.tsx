// One subscriber: how it fares, and what can be done with it.
'use client'
import { CircleCheck, CircleOff, Ellipsis, KeyRound, List, Pencil, Power, Send, Trash2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { AgentSecretDialog, DeleteWebhookDialog, RotateSecretDialog } from './confirm-dialogs.tsx'
import { DeliveryLog } from './delivery-log.tsx'
import { EditWebhookDialog } from './webhook-dialog.tsx'
import { useChangeWebhook, useTestWebhook, type Webhook } from './webhook-queries.ts'
import { eventsText, kindLooks } from './webhook-words.ts'

type Open = 'log' | 'edit' | 'rotate' | 'delete' | null

export function WebhookRow({ webhook }: { webhook: Webhook }) {
  const [open, setOpen] = useState<Open>(null)
  const { icon: Icon, text } = kindLooks[webhook.kind]
  const close = () => setOpen(null)
  return (
    <li className="flex flex-col gap-1.5 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Icon aria-hidden size={14} className="text-ink-3" />
        <span className={webhook.enabled ? 'font-medium' : 'font-medium text-ink-3'}>{webhook.name}</span>
        <span className="text-ink-3 text-meta">{text}</span>
        <Health webhook={webhook} />
        <span className="ml-auto flex items-center gap-1">
          <Button className="h-6" icon={List} onClick={() => setOpen('log')}>
            Deliveries
          </Button>
          <RowMenu webhook={webhook} onOpen={setOpen} />
        </span>
      </div>
      <p className="flex flex-wrap gap-x-4 pl-6.5 text-ink-3 text-meta">
        <span className="min-w-0 max-w-full truncate font-mono" title={webhook.target}>
          {webhook.target}
        </span>
        <span>{eventsText(webhook)}</span>
        {webhook.waiting > 0 && <span>{webhook.waiting} waiting</span>}
        {webhook.last_success_at && (
          <span>
            arrived <RelativeTime at={webhook.last_success_at} />
          </span>
        )}
      </p>
      {webhook.disabled && <SwitchedOff webhook={webhook} disabled={webhook.disabled} />}
      {webhook.agent && !webhook.agent.has_secret && (
        <p className="flex flex-wrap items-center gap-2 pl-6.5 text-need text-meta">
          The agent has no secret yet, so its messages wait.
          <Button className="h-6" icon={KeyRound} onClick={() => setOpen('rotate')}>
            Make a secret
          </Button>
        </p>
      )}
      {open === 'log' && <DeliveryLog webhook={webhook} onClose={close} />}
      {open === 'edit' && webhook.kind !== 'agent' && <EditWebhookDialog webhook={webhook} kind={webhook.kind} onClose={close} />}
      {open === 'rotate' && webhook.agent && <AgentSecretDialog webhook={webhook} agentId={webhook.agent.id} onClose={close} />}
      {open === 'rotate' && !webhook.agent && <RotateSecretDialog webhook={webhook} onClose={close} />}
      {open === 'delete' && <DeleteWebhookDialog webhook={webhook} onClose={close} />}
    </li>
  )
}

function Health({ webhook }: { webhook: Webhook }) {
  if (webhook.disabled) {
    return (
      <Badge tone="fail" icon={TriangleAlert}>
        Switched off
      </Badge>
    )
  }
  if (!webhook.enabled) return <Badge icon={CircleOff}>Off</Badge>
  const { last_failure_at: failed, last_success_at: arrived } = webhook
  if (failed && (!arrived || arrived < failed)) {
    return (
      <Badge tone="need" icon={TriangleAlert}>
        Failing
      </Badge>
    )
  }
  return (
    <Badge tone="good" icon={CircleCheck}>
      On
    </Badge>
  )
}

const reasons = {
  gone: 'The receiver wants no more messages',
  exhausted: 'Nothing arrived for a day',
}

function SwitchedOff({ webhook, disabled }: { webhook: Webhook; disabled: NonNullable<Webhook['disabled']> }) {
  const change = useChangeWebhook(webhook.id)
  return (
    <Notice>
      <p>
        Dispatch switched it off <RelativeTime at={disabled.at} />. {reasons[disabled.reason]}: {disabled.detail}.
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-2 text-ink-2">
        Mend the receiver first; what waits is then sent.
        <Button
          className="h-6"
          icon={Power}
          busy={change.isPending}
          onClick={() => change.mutate({ enabled: true }, { onError: (error) => toastProblem(error) })}
        >
          Switch on again
        </Button>
      </p>
    </Notice>
  )
}

function RowMenu({ webhook, onOpen }: { webhook: Webhook; onOpen(open: Open): void }) {
  const change = useChangeWebhook(webhook.id)
  const test = useTestWebhook(webhook.id)
  const sendTest = () => test.mutate(undefined, { onSuccess: () => onOpen('log'), onError: (error) => toastProblem(error) })
  const toggle = () =>
    change.mutate(
      { enabled: !webhook.enabled },
      {
        onSuccess: ({ enabled }) => toastDone(enabled ? 'On.' : 'Off. What happens meanwhile is not told later.'),
        onError: (error) => toastProblem(error),
      },
    )
  const isOurs = webhook.kind !== 'agent'
  return (
    <Menu align="end" trigger={<IconButton label={`More for ${webhook.name}`} icon={Ellipsis} />}>
      <MenuItem icon={Send} onSelect={sendTest}>
        Send a test
      </MenuItem>
      {isOurs && (
        <MenuItem icon={Pencil} onSelect={() => onOpen('edit')}>
          Edit
        </MenuItem>
      )}
      {(webhook.kind === 'webhook' || webhook.kind === 'agent') && (
        <MenuItem icon={KeyRound} onSelect={() => onOpen('rotate')}>
          New secret
        </MenuItem>
      )}
      <MenuItem icon={Power} onSelect={toggle}>
        {webhook.enabled ? 'Switch off' : 'Switch on'}
      </MenuItem>
      {isOurs && (
        <>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={() => onOpen('delete')}>
            Delete
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
