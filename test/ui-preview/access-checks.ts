// How people come in, and what they do with members, sessions, the log and workspaces.
import type { Page } from 'playwright-core'
import {
  type Check,
  choose,
  enter,
  fitsIn,
  hasCount,
  hasNoHash,
  isAt,
  isDisabled,
  isGone,
  noComplaints,
  phone,
  says,
} from './check-kit.ts'
import { settled } from './settled.ts'
import { until } from './until.ts'

const account = { email: 'robin@acme.dev', has_password: true, github: null }
const section = (page: Page, id: string) => page.locator(`#${id}`)

async function settings(page: Page, id: string): Promise<void> {
  await page.goto(`/settings#${id}`)
  await section(page, id).waitFor()
}

export const accessChecks: Check[] = [
  {
    name: 'the ways in have names and stand out, and fit a phone',
    context: phone,
    run: async (page, { set }) => {
      await set({ session: 'none', loginMethods: { shared_password: true, email: true, github: true } })
      for (const path of ['/login?error=no_account', '/invite#token=new', '/invite#token=old', '/reset#token=good', '/reset']) {
        await page.goto('about:blank')
        await page.goto(path)
        await settled(page)
        await noComplaints(page, path)
        await fitsIn(page, path)
      }
    },
  },
  {
    name: 'the login offers what the server has, and remembers the way that was taken',
    run: async (page, { set }) => {
      await set({ session: 'none', loginMethods: { shared_password: true, email: true, github: true } })
      await page.goto('/login')
      await choose(page.getByRole('radio', { name: 'My account' }))
      await page.getByLabel('E-mail address').fill('robin@acme.dev')
      await enter(page.getByLabel('Password', { exact: true }), 'wrong')
      await page.getByText('The e-mail address or the password is wrong.').waitFor()
      await page.reload()
      await page.getByLabel('E-mail address').waitFor()
      await page.getByRole('button', { name: 'Continue with GitHub' }).click()
      await page.getByText('Nobody here has that GitHub account').waitFor()
      await set({ loginMethods: { shared_password: false, email: true, github: false } })
      await page.goto('/login')
      await page.getByLabel('E-mail address').waitFor()
      await hasCount(page.getByRole('radio'), 0, 'ways to choose from')
      await isGone(page.getByRole('button', { name: 'Continue with GitHub' }))
    },
  },
  {
    name: 'an invitation is taken up with a name and a password, by a known address with the one it has, or as who one is',
    run: async (page, { open, set }) => {
      await set({ session: 'none' })
      await page.goto('/invite#token=new')
      await page.getByRole('heading', { name: 'Join Acme' }).waitFor()
      await hasNoHash(page)
      await page.getByLabel('Your name').fill('Jules')
      await page.getByLabel('Choose a password').fill('short')
      await page.getByText('5 more characters').waitFor()
      await enter(page.getByLabel('Choose a password'), 'a sentence is a good one')
      await isAt(page, '/board')
      await set({ session: 'none' })
      const known = await open()
      await known.goto('/invite#token=known')
      await enter(known.getByLabel('Password of your account'), 'wrong')
      await known.getByText('That is not the password of this account.').waitFor()
      await set({ session: 'open', account })
      const caller = await open()
      await caller.goto('/invite#token=known')
      await caller.getByRole('button', { name: 'Accept as Robin Vale' }).click()
      await isAt(caller, '/board')
    },
  },
  {
    name: 'links that lead nowhere say so: an invitation, too many tries, a password link',
    run: async (page, { open, set }) => {
      await set({ session: 'none' })
      await page.goto('/invite#token=old')
      await page.getByText('This invitation was used, revoked or replaced').waitFor()
      const throttled = await open()
      await throttled.goto('/invite#token=slow')
      await throttled.getByText(/Too many attempts. Try again in \d+ s/).waitFor()
      const reset = await open()
      await reset.goto('/reset#token=used')
      await enter(reset.getByLabel('New password'), 'a sentence is a good one')
      await reset.getByText('This link was used before').waitFor()
      const bare = await open()
      await bare.goto('/reset')
      await bare.getByText('The link is not complete').waitFor()
    },
  },
  {
    name: 'somebody is invited, the link is shown once, and the invitation is revoked',
    run: async (page) => {
      await settings(page, 'members')
      const members = section(page, 'members')
      await members.getByRole('button', { name: 'Invite somebody' }).click()
      await enter(page.getByRole('dialog').getByLabel('E-mail address'), 'kim@acme.dev')
      await page.getByText('is a member already').waitFor()
      await noComplaints(page, 'invite')
      await page.getByRole('dialog').getByLabel('E-mail address').fill('ada@acme.dev')
      await page.getByRole('radio', { name: /Viewer/ }).check()
      await page.getByRole('button', { name: 'Make the link' }).click()
      await page.getByText('/invite#token=new').waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      await isGone(page.getByText('/invite#token=new'))
      await members.getByRole('button', { name: 'Revoke the invitation of ada@acme.dev' }).click()
      await members.getByRole('button', { name: 'Show 2 that ended' }).waitFor()
    },
  },
  {
    name: 'a role is changed, a member removed after a question, and the last owner stays',
    run: async (page) => {
      await settings(page, 'members')
      const members = section(page, 'members')
      await members.getByText('The last owner stays owner').waitFor()
      const role = members.getByLabel('Role of Noa Brandt')
      await says(page, 'Noa Brandt is member now.', () => role.selectOption('member'))
      await members.getByRole('button', { name: 'More about Noa Brandt' }).click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      const remove = page.getByRole('dialog', { name: 'Remove Noa Brandt?' }).getByRole('button', { name: 'Remove' })
      await says(page, 'Noa Brandt is no member any more.', () => remove.click())
      await isGone(members.getByText('Noa Brandt'))
      await members.getByRole('button', { name: 'More about Kim Arden' }).click()
      await page.getByRole('menuitem', { name: 'Make a password link' }).click()
      await page.getByRole('button', { name: 'Make the link' }).click()
      await page.getByText('/reset#token=good').waitFor()
    },
  },
  {
    name: 'a viewer sees the members and can change none of them, and is told who reads the log',
    run: async (page, { set }) => {
      await set({ role: 'viewer', account })
      await settings(page, 'members')
      await section(page, 'members').getByText('Kim Arden').waitFor()
      await isGone(section(page, 'members').getByRole('combobox'))
      await isGone(section(page, 'members').getByRole('button', { name: 'Invite somebody' }))
      await section(page, 'audit').getByText('For admins and owners only.').waitFor()
      await isDisabled(section(page, 'workspace').getByLabel('Name'))
    },
  },
  {
    name: 'one session is ended, then all others; the list of members can be asked for again',
    run: async (page, { set }) => {
      await set({ membersAnswer: 'broken' })
      await settings(page, 'sessions')
      const sessions = section(page, 'sessions')
      await sessions.getByText('this one').waitFor()
      await sessions.getByRole('button', { name: 'End Chrome on Windows of Kim Arden' }).click()
      await sessions.getByText('Kim Arden').waitFor({ state: 'detached' })
      await sessions.getByRole('button', { name: 'End all my others' }).click()
      await page.getByRole('button', { name: 'End them' }).click()
      await sessions.getByText('Safari on iOS').waitFor({ state: 'detached' })
      const asked = page.waitForRequest((sent) => new URL(sent.url()).pathname.endsWith('/api/members'))
      await section(page, 'members').getByRole('button', { name: 'Try again' }).click()
      await asked
      await set({ membersAnswer: 'fine' })
      await page.reload()
      await section(page, 'members').getByText('Kim Arden').waitFor()
    },
  },
  {
    name: 'the log is narrowed by kind and by person, and read further back',
    run: async (page) => {
      await settings(page, 'audit')
      const audit = section(page, 'audit')
      const rows = audit.getByRole('list', { name: 'Audit log' }).getByRole('listitem')
      await hasCount(rows, 30, 'lines of the first page')
      await audit.getByRole('button', { name: 'Load older' }).click()
      await hasCount(rows, 60, 'lines of two pages')
      await audit.getByLabel('What').selectOption('login')
      await hasCount(rows, 14, 'failed logins')
      await rows.first().getByRole('button', { name: 'Robin Vale' }).click()
      await audit.getByRole('button', { name: 'Clear the filters' }).click()
      await until(
        () => rows.count(),
        'everything again',
        (seen) => seen >= 30,
      )
    },
  },
  {
    name: 'on a phone the workspaces stand in the settings',
    context: phone,
    run: async (page) => {
      await settings(page, 'workspace')
      await section(page, 'workspace').getByRole('button', { name: 'Workspace Acme' }).click()
      await page.getByRole('menuitem', { name: 'New workspace' }).click()
      await page.getByRole('dialog', { name: 'New workspace' }).waitFor()
      await noComplaints(page, 'new workspace')
    },
  },
  {
    name: 'a workspace is made from the rail, renamed, and deleted by typing its name',
    run: async (page) => {
      await page.goto('/board')
      await page.getByRole('button', { name: 'Workspace Acme' }).click()
      await page.getByRole('menuitem', { name: 'New workspace' }).click()
      const dialog = page.getByRole('dialog', { name: 'New workspace' })
      await enter(dialog.getByLabel('Name'), 'Dispatch')
      await dialog.getByText('There is already a workspace with the prefix').waitFor()
      await dialog.getByLabel('Name').fill('Web shop')
      await dialog.getByLabel('Prefix').fill('web')
      await dialog.getByText('WEB-1, WEB-2').waitFor()
      await dialog.getByLabel('Prefix').press('Enter')
      await page.getByRole('button', { name: 'Workspace Web shop' }).waitFor()
      await settings(page, 'workspace')
      await section(page, 'workspace').getByLabel('Name').fill('Shop')
      await section(page, 'workspace').getByRole('button', { name: 'Save' }).click()
      await page.getByRole('button', { name: 'Workspace Shop' }).waitFor()
      await section(page, 'workspace').getByRole('button', { name: 'Delete the workspace' }).click()
      const remove = page.getByRole('dialog', { name: 'Delete Shop?' })
      await isDisabled(remove.getByRole('button', { name: 'Delete the workspace' }))
      await enter(remove.getByLabel('Type its name: Shop'), 'Shop')
      await page.getByRole('button', { name: 'Workspace Acme' }).waitFor()
    },
  },
]
