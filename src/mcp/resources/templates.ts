// The resources that a client can name itself.
import type { ResourceTemplate } from '@modelcontextprotocol/sdk/types.js'
import { issueTemplate, planTemplate } from '../domain/resource-uri.ts'

const mimeType = 'text/markdown'

export const resourceTemplates: ResourceTemplate[] = [
  {
    uriTemplate: issueTemplate,
    name: 'issue',
    title: 'Issue',
    description:
      'An issue with its facts, description and latest comments, e.g. dispatch://issues/DISPATCH-42. Long texts go on at ?offset=.',
    mimeType,
  },
  {
    uriTemplate: planTemplate,
    name: 'plan',
    title: 'Plan of an issue',
    description: 'The newest plan of an issue and whether a person approved it. Long ones go on at ?offset=.',
    mimeType,
  },
]
