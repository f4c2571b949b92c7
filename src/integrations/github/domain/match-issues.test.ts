import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isForeign, matchCommits, matchIssues, type PullText, runMarker, runMarkers } from './match-issues.ts'

const prefixes = { current: 'DISPATCH', aliases: [] }
const repository = { id: 1, fullName: 'acme/shop', defaultBranch: 'main', isPrivate: false }
const fork = { id: 2, fullName: 'stranger/shop' }
const pull = (change: Partial<PullText> = {}): PullText => ({
  title: 'A change',
  body: '',
  headRef: 'topic',
  repository,
  headRepository: repository,
  authorAssociation: 'MEMBER',
  commitMessages: [],
  ...change,
})
const told = (change: Partial<PullText>) =>
  matchIssues(pull(change), prefixes).map(({ target, kind, matchedBy }) => [
    'identifier' in target ? target.identifier : 'runId' in target ? target.runId : target.type,
    kind,
    matchedBy,
  ])

describe('where it is named decides how strongly', () => {
  test.each([
    ['nowhere', {}, []],
    ['the branch', { headRef: 'dispatch/dispatch-42-basket' }, [['DISPATCH-42', 'closes', 'branch']]],
    ['the title', { title: 'DISPATCH-42: basket' }, [['DISPATCH-42', 'closes', 'title']]],
    ['a keyword in the title', { title: 'Fix DISPATCH-42' }, [['DISPATCH-42', 'closes', 'keyword']]],
    ['a keyword in the body', { body: 'Fixes DISPATCH-42' }, [['DISPATCH-42', 'closes', 'keyword']]],
    ['the body', { body: 'see DISPATCH-42' }, [['DISPATCH-42', 'mentions', 'body']]],
    ['a commit', { commitMessages: ['about DISPATCH-42'] }, [['DISPATCH-42', 'mentions', 'commit']]],
    ['a keyword in a commit', { commitMessages: ['wip', 'fixes DISPATCH-42'] }, [['DISPATCH-42', 'closes', 'keyword']]],
    ['our marker', { body: `Summary\n\n${runMarker('run_01JABC')}` }, [['run_01JABC', 'closes', 'run_marker']]],
    ['a short id in the title', { title: 'Handle WEB-9' }, [['vendor_short_id', 'mentions', 'title']]],
    ['a closed short id', { body: 'Fixes WEB-9' }, [['vendor_short_id', 'closes', 'keyword']]],
  ])('%s', (_, change, expected) => expect(told(change)).toEqual(expected))

  test('the strongest place wins and each issue comes once', () => {
    const change = { title: 'About DISPATCH-1', body: 'see DISPATCH-1, DISPATCH-2', commitMessages: ['fixes DISPATCH-2'] }
    expect(told(change)).toEqual([
      ['DISPATCH-1', 'closes', 'title'],
      ['DISPATCH-2', 'closes', 'keyword'],
    ])
  })

  test('one pull request may close several issues', () => {
    expect(told({ title: 'DISPATCH-1, DISPATCH-2' })).toHaveLength(2)
  })
})

describe('strangers', () => {
  test.each([
    ['a member from a fork', 'MEMBER', fork, false],
    ['a collaborator from a fork', 'COLLABORATOR', fork, false],
    ['an owner from a fork', 'OWNER', fork, false],
    ['anyone with a branch in the repository', 'NONE', repository, false],
    ['a contributor from a fork', 'CONTRIBUTOR', fork, true],
    ['a first-timer from a fork', 'FIRST_TIME_CONTRIBUTOR', fork, true],
    ['nobody from a fork', 'NONE', fork, true],
    ['nobody from a deleted fork', 'NONE', null, true],
    ['an association that we do not know', 'MANNEQUIN', fork, true],
  ])('%s', (_, authorAssociation, headRepository, foreign) => {
    expect(isForeign(pull({ authorAssociation, headRepository }))).toBe(foreign)
  })

  test('can only suggest, whatever they write and however they name their branch', () => {
    const change = {
      authorAssociation: 'NONE',
      headRepository: fork,
      title: 'Fix DISPATCH-1',
      headRef: 'dispatch/dispatch-2-x',
      body: `Closes DISPATCH-3, see DISPATCH-4 ${runMarker('run_01JABC')}`,
      commitMessages: ['fixes DISPATCH-5'],
    }
    const kinds = matchIssues(pull(change), prefixes).map((match) => match.kind)
    expect(kinds).toHaveLength(6)
    expect(new Set(kinds)).toEqual(new Set(['suggested']))
  })
})

describe('a revert closes nothing', () => {
  test.each([
    { title: 'Revert "Fix DISPATCH-42"', body: 'Reverts acme/shop#7' },
    { title: 'Undo', headRef: 'revert-7-dispatch/dispatch-42-basket' },
  ])('%j', (change) => expect(told(change)).toEqual([['DISPATCH-42', 'mentions', expect.any(String)]]))
})

describe('markers of runs', () => {
  test('are found in what we posted', () => {
    expect(runMarkers(`a ${runMarker('run_01')} b ${runMarker('run_02')} ${runMarker('run_01')}`)).toEqual(['run_01', 'run_02'])
  })
  test.each(['<!-- dispatch:iss_01 -->', '<!--dispatch:run_01-->', 'dispatch:run_01', '<!-- dispatch:run_../x -->'])(
    'not %s',
    (text) => {
      expect(runMarkers(text)).toEqual([])
    },
  )
})

test('commits of a push without a pull request close by keyword only', () => {
  expect(matchCommits(['DISPATCH-1: tidy', 'Fixes DISPATCH-2'], prefixes).map(({ kind }) => kind)).toEqual(['mentions', 'closes'])
})

test('whatever a stranger writes, nothing but a suggestion comes of it', () => {
  const atom = fc.constantFrom(
    'Fixes ',
    'DISPATCH-1',
    ' ',
    '\n',
    'closes: ',
    'WEB-9',
    runMarker('run_1'),
    'https://s.io/issues/4/',
    'Revert ',
  )
  const text = fc.array(atom).map((parts) => parts.join(''))
  const association = fc.constantFrom('NONE', 'CONTRIBUTOR', 'FIRST_TIMER', '')
  fc.assert(
    fc.property(text, text, text, association, (title, body, headRef, authorAssociation) => {
      const matches = matchIssues(
        pull({ title, body, headRef, authorAssociation, headRepository: fork, commitMessages: [body] }),
        prefixes,
      )
      expect(matches.every((match) => match.kind === 'suggested')).toBe(true)
    }),
  )
})
