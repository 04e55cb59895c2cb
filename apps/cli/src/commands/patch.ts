import type { Collection, WriteOptions, Written } from '@cstore/client'
import type { JsonPatch } from '@cstore/contracts'
import { Command } from 'commander'
import { UsageError } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { ID } from '../documents/document-names.ts'
import { tellWritten, WRITTEN_AS_JSON } from '../documents/tell-written.ts'
import { JSON_SOURCE, readJson } from '../input/read-json.ts'
import { isJsonObject } from '../json-object.ts'
import { collection, entityTag } from '../option-values.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'

type Fields = Record<string, unknown>

interface PatchOptions extends ServerOptions, OutputOptions {
  readonly jsonPatch?: true
  readonly ifMatch?: string
}

export function patchCommand(context: Context): Command {
  const command = new Command('patch')
    .summary('change parts of a document')
    .description(
      'Change parts of a document by a merge patch (RFC 7396: null removes a field, objects merge, ' +
        'everything else replaces), or by a JSON Patch (RFC 6902).',
    )
    .argument('<collection>', 'its collection', collection)
    .argument('<id>', ID)
    .argument('<patch>', JSON_SOURCE)
    .option('--json-patch', 'the patch is a list of operations (RFC 6902), done all or none')
    .option('--if-match <etag>', 'only if the document still has this ETag', entityTag)
    .option('--json', WRITTEN_AS_JSON)
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText(
      'after',
      `\nExamples:\n  cstore patch movies brazil '{"year": 1985, "draft": null}'\n` +
        `  cstore patch movies brazil --json-patch '[{"op": "add", "path": "/genres/-", "value": "Satire"}]'`,
    )
    .action((...given: Given) => patch(given, context))
}

type Given = [name: string, id: string, source: string, options: PatchOptions]

async function patch([name, id, source, options]: Given, context: Context): Promise<void> {
  const value = await readJson(source, { stdin: context.stdin, what: 'patch' })
  const { ifMatch, jsonPatch: isJsonPatch = false } = options
  const apply = isJsonPatch ? jsonPatchOf(value) : mergePatchOf(value)
  const condition = ifMatch === undefined ? {} : { ifMatch }
  const written = await useClient(options, context, (client) =>
    apply(client.collection(name), id, condition),
  )
  await tellWritten(written, { collection: name, what: 'changed', options }, context)
}

type Apply = (
  documents: Collection<Fields>,
  id: string,
  options: WriteOptions,
) => Promise<Written<Fields>>

function mergePatchOf(value: unknown): Apply {
  if (isJsonObject(value)) return (documents, id, options) => documents.patch(id, value, options)
  throw new UsageError(
    'Expected the patch to be a JSON object. For a list of operations give --json-patch.',
  )
}

function jsonPatchOf(value: unknown): Apply {
  if (isOperations(value))
    return (documents, id, options) => documents.jsonPatch(id, value, options)
  throw new UsageError(
    'Expected the patch to be a list of operations, such as [{"op": "replace", "path": "/year", "value": 1985}].',
  )
}

/** What each operation needs, the server knows better. */
function isOperations(value: unknown): value is JsonPatch {
  return (
    Array.isArray(value) &&
    value.every((one) => isJsonObject(one) && typeof one['path'] === 'string')
  )
}
