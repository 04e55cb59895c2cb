import { aggregate } from './aggregate.ts'
import {
  collStats,
  create,
  dbStats,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
} from './catalog.ts'
import type { Handler } from './context.ts'
import { remove } from './delete.ts'
import { findAndModify } from './find-and-modify.ts'
import { count, distinct, find, getMore, killCursors } from './find.ts'
import { buildInfo, connectionStatus, getParameter, hello, nothing } from './handshake.ts'
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts'
import { insert } from './insert.ts'
import { update } from './update.ts'

/** Every command there is. */
export const COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['hello', hello],
  ['isMaster', hello],
  ['ismaster', hello],
  ['ping', nothing],
  ['buildInfo', buildInfo],
  ['buildinfo', buildInfo],
  ['getParameter', getParameter],
  ['connectionStatus', connectionStatus],
  ['endSessions', nothing],
  ['insert', insert],
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['update', update],
  ['delete', remove],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
  ['aggregate', aggregate],
  ['count', count],
  ['distinct', distinct],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['create', create],
  ['drop', drop],
  ['listCollections', listCollections],
  ['listDatabases', listDatabases],
  ['dropDatabase', dropDatabase],
  ['dbStats', dbStats],
  ['collStats', collStats],
])
