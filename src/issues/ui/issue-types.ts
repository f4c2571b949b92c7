// The shapes of the API, inferred from its schemas. Types only: the schemas themselves stay on the server.
import type { z } from 'zod'
import type { repositorySchema } from '../../repositories/schemas.ts'
import type { agentSchema, commentSchema, eventSchema, labelSchema, statusSchema, whySchema } from '../schemas.ts'

export type { Card, CreateIssue, Issue, UpdateIssue } from '../schemas.ts'
export type Status = z.infer<typeof statusSchema>
export type Label = z.infer<typeof labelSchema>
export type Agent = z.infer<typeof agentSchema>
export type Repository = z.infer<typeof repositorySchema>
export type Comment = z.infer<typeof commentSchema>
export type IssueEvent = z.infer<typeof eventSchema>
export type Why = z.infer<typeof whySchema>
