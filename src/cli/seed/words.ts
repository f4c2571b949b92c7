// What goes wrong, and where. Texts name a place by `{area}`, `{page}` and `{file}`.
import type { Priority } from '../../issues/domain/category.ts'

interface Place {
  area: string
  page: string
  file: string
}

export interface Trouble {
  title: string
  story: string
  steps: string[]
  priority: Priority
  label: string
}

export const places: readonly [Place, ...Place[]] = [
  { area: 'Checkout', page: 'the payment step', file: 'src/checkout/confirm-order.ts' },
  { area: 'Login', page: 'the sign-in page', file: 'src/auth/session.ts' },
  { area: 'Search', page: 'the search results', file: 'src/search/query.ts' },
  { area: 'Invoices', page: 'the invoice list', file: 'src/billing/invoice-list.tsx' },
  { area: 'Export', page: 'the CSV export', file: 'src/reports/export-csv.ts' },
  { area: 'Notifications', page: 'the notification settings', file: 'src/notify/dispatcher.ts' },
  { area: 'Mobile app', page: 'the start screen on Android', file: 'app/src/main/Start.kt' },
  { area: 'Admin', page: 'the user table', file: 'src/admin/users-table.tsx' },
  { area: 'Webhooks', page: 'the delivery log', file: 'src/webhooks/deliver.ts' },
  { area: 'Uploads', page: 'the file picker', file: 'src/uploads/multipart.ts' },
  { area: 'Calendar', page: 'the week view', file: 'src/calendar/week-view.tsx' },
  { area: 'Onboarding', page: 'the third step of the tour', file: 'src/onboarding/steps.ts' },
]

export const troubles: readonly [Trouble, ...Trouble[]] = [
  {
    title: '{area}: TypeError: Cannot read properties of undefined (reading "total")',
    story: 'The page dies when an order has no items. The list comes back empty instead of missing, and nobody checks.',
    steps: ['Open {page} with an empty cart', 'Press the main button', 'The page turns white'],
    priority: 'P1',
    label: 'Bug',
  },
  {
    title: '{area} times out after 30 s for customer {number}',
    story: 'For accounts with many rows the request never ends. The slow part is one query for each row.',
    steps: ['Log in as a customer with more than 10,000 rows', 'Open {page}', 'Wait until the gateway gives up'],
    priority: 'P2',
    label: 'Performance',
  },
  {
    title: '{area}: dates are a day off west of Greenwich',
    story: 'A date without a time is read as midnight UTC and shown in local time, so it becomes the day before.',
    steps: ['Set the clock to America/New_York', 'Open {page}', 'Compare the date with the one in the database'],
    priority: 'P2',
    label: 'Bug',
  },
  {
    title: '{area}: the button can be pressed twice',
    story: 'A double click sends two requests and makes two records. The button should rest until the first answer came.',
    steps: ['Open {page} on a slow connection', 'Double-click the button', 'Two records are there'],
    priority: 'P2',
    label: 'Bug',
  },
  {
    title: '{area}: screen readers do not say what went wrong',
    story: 'The message appears in red below the field and is announced nowhere. It needs a role and a reference from the field.',
    steps: ['Turn on a screen reader', 'Leave a required field of {page} empty and submit', 'Nothing is said'],
    priority: 'P3',
    label: 'Bug',
  },
  {
    title: '{area}: remember the chosen filter',
    story:
      'Whoever works with {page} every day sets the same filter again and again. Keep it in the address, so that links carry it too.',
    steps: [],
    priority: 'P3',
    label: 'Feature',
  },
  {
    title: '{area}: a link from an e-mail opens the wrong workspace',
    story:
      'The link has no workspace in it, so the last one wins. People with two of them land in the wrong place and see a 404.',
    steps: ['Be a member of two workspaces', 'Open {page} in the second', 'Press a link that was sent for the first'],
    priority: 'P2',
    label: 'Bug',
  },
  {
    title: '{area}: memory grows until the worker is killed (exit 137)',
    story: 'After about a day the process holds 2 GB. Listeners are added for each request and never removed.',
    steps: ['Run the load script against {page} for an hour', 'Watch the memory of the worker'],
    priority: 'P1',
    label: 'Performance',
  },
  {
    title: '{area}: the reset token stands in the server log',
    story: 'The whole address is logged, and the token is a part of it. It must be removed before the line is written.',
    steps: ['Ask for a new password', 'Open {page} by the link', 'Look at the access log'],
    priority: 'P1',
    label: 'Security',
  },
  {
    title: '{area}: keyboard shortcuts',
    story:
      'People who live in {page} want to move and change things without the mouse. Arrow keys, Enter, Escape would be enough to begin with.',
    steps: [],
    priority: 'P4',
    label: 'Feature',
  },
  {
    title: '{area}: "Something went wrong" for names with an apostrophe',
    story: "Customers called O'Brien cannot save. The text is put into the query by hand in one place.",
    steps: ["Change the name to O'Brien", 'Save on {page}', 'The general error appears'],
    priority: 'P1',
    label: 'Security',
  },
  {
    title: '{area}: order of rows changes on reload',
    story: 'Rows with the same time come in any order, so paging shows some twice and some never. The sort needs a second key.',
    steps: ['Import rows with one timestamp', 'Open {page}', 'Reload a few times'],
    priority: 'P3',
    label: 'Bug',
  },
  {
    title: '{area}: 429 from the mail provider is not retried (request {number})',
    story: 'When the provider is busy the mail is dropped. It says in a header when to come back.',
    steps: ['Send 200 mails at once from {page}', 'Count what arrives'],
    priority: 'P2',
    label: 'Bug',
  },
  {
    title: '{area}: describe the limits in the API reference',
    story: 'Integrators ask every week how many rows a call returns. One table would answer it.',
    steps: [],
    priority: 'P4',
    label: 'Docs',
  },
]
