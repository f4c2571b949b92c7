// The nearest issues by meaning, compared with vectors of one model only.
import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import { type ModelName, models } from '../domain/models.ts'
import { channelLimit, chosenIssues, type Place } from './candidates.ts'

export interface Neighbour {
  id: string
  similarity: number
}

export interface NeighbourQuestion {
  model: ModelName
  vector: readonly number[]
  /** Only issues that have no vector of this other model. */
  unless: ModelName | null
  /** On the embedded engine there is no index: everything is compared. */
  isExact: boolean
}

export function findByVector(db: Db, place: Place, question: NeighbourQuestion): Promise<Neighbour[]> {
  return question.isExact ? compareAll(db, place, question) : askIndex(db, place, question)
}

function askIndex(db: Db, place: Place, { model, vector, unless }: NeighbourQuestion): Promise<Neighbour[]> {
  const { distance, isModel } = vectorExpressions(model, vector)
  return chosenIssues(db, place)
    .innerJoin('dispatch_embedding as e', 'e.issue_id', 'i.id')
    .where(isModel)
    .where(scanIteratively)
    .$if(unless !== null, (issues) => issues.where(hasNoVector(unless)))
    .select(sql<number>`1 - (${distance})`.as('similarity'))
    .orderBy(distance)
    .limit(channelLimit)
    .execute()
}

/** Sorts all by distance before it looks at the first issue: joining ten thousand of them takes longer than comparing them. */
function compareAll(db: Db, place: Place, { model, vector, unless }: NeighbourQuestion): Promise<Neighbour[]> {
  const { distance, isModel } = vectorExpressions(model, vector)
  const sorted = db
    .selectFrom('dispatch_embedding as e')
    .where(isModel)
    .select(['e.issue_id', distance.as('distance')])
    .orderBy('distance')
    .offset(0) // keeps the planner from joining first
  return chosenIssues(db, place)
    .innerJoin(sorted.as('near'), 'near.issue_id', 'i.id')
    .$if(unless !== null, (issues) => issues.where(hasNoVector(unless)))
    .select(sql<number>`1 - near.distance`.as('similarity'))
    .orderBy('near.distance')
    .limit(channelLimit)
    .execute()
}

function hasNoVector(model: ModelName | null) {
  return sql<SqlBool>`not exists (select from dispatch_embedding o where o.issue_id = i.id and o.model = ${model})`
}

/**
 * An index scan goes on, in exact order, until the filters let enough rows through; from pgvector 0.8 on. Evaluated once,
 * before the scan begins, and for this statement only: a transaction for two settings would be three round trips more.
 * With 240 candidates the index finds at least 95 of 100 that an exact comparison does; bench/ measures it.
 */
const scanIteratively = sql<SqlBool>`(
  select coalesce(case when string_to_array(x.extversion, '.')::int[] >= array[0, 8]
    then set_config('hnsw.iterative_scan', 'strict_order', true) || set_config('hnsw.ef_search', '240', true) end, 'exact')
  from pg_extension x where x.extname = 'vector') is not null`

/**
 * Model and length stand as literals, and the cast repeats the index's expression: only then does the partial index of
 * the model serve.
 */
function vectorExpressions(model: ModelName, vector: readonly number[]) {
  const type = sql.raw(`vector(${models[model].dimensions})`)
  return {
    distance: sql<number>`(e.embedding::${type}) <=> ${toVectorText(vector)}::${type}`,
    isModel: sql<SqlBool>`e.model = ${sql.lit(model)}`,
  }
}

/** Seven digits are what a four-byte float holds. */
export function toVectorText(vector: readonly number[]): string {
  return `[${vector.map((value) => value.toPrecision(7)).join(',')}]`
}
