// What is asked before somebody is removed or gets a link that sets their password.
'use client'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { whenDone } from '../../ui/when-done.ts'
import { type Member, useMakePasswordLink, useRemoveMember } from './member-queries.ts'

interface AboutMember {
  member: Member
  onClose(): void
}

export function RemoveMemberDialog({ member, onClose }: AboutMember) {
  const remove = useRemoveMember(member.id)
  const go = () =>
    whenDone(remove.mutateAsync(undefined), () => {
      if (member.is_you) return window.location.assign('/board')
      toastDone(`${member.name} is no member any more.`)
      onClose()
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={member.is_you ? 'Leave this workspace?' : `Remove ${member.name}?`}
      description={
        member.is_you
          ? 'You see nothing of it any more, at once. An invitation brings you back.'
          : 'They see nothing of the workspace any more, at once. What they wrote stays, and so do keys that they made: look through the API keys and revoke what they knew.'
      }
      footer={
        <>
          <Button onClick={onClose}>{member.is_you ? 'Stay' : 'Keep'}</Button>
          <Button look="danger" busy={remove.isPending} onClick={go}>
            {member.is_you ? 'Leave' : 'Remove'}
          </Button>
        </>
      }
    >
      {remove.error && (
        <Notice>
          {problemText(remove.error)}
          {isProblem(remove.error, 'last_owner') && ' Nothing was changed.'}
        </Notice>
      )}
    </Dialog>
  )
}

export function PasswordLinkDialog({ member, onClose }: AboutMember) {
  const make = useMakePasswordLink(member.id)
  if (make.data)
    return (
      <ShownOnceDialog
        title={`A password link for ${member.name}`}
        description="Send it to nobody else: whoever opens it sets the password. It is shown once and works once, within a day."
        text={make.data.url}
        onClose={onClose}
      />
    )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`A password link for ${member.name}?`}
      description="The link sets a new password. When it is used, their sessions end and the password from before stops working."
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button look="primary" busy={make.isPending} onClick={() => make.mutate()}>
            Make the link
          </Button>
        </>
      }
    >
      {make.error && <Notice>{problemText(make.error)}</Notice>}
    </Dialog>
  )
}
