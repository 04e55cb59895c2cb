/**
 * Who may do what. `+`: as one who may do everything; a number: refused with that status. The three
 * columns of a collection are for reading, for writing documents, and for settings.
 */
import type { Right } from './route-table.ts'

const TABLE = `
                             list figures keys   private      public       absent
nobody                       401   401    401    401 401 401   +  401 401  401 401 401
no key at all                401   401    401    401 401 401  401 401 401  401 401 401
an unknown key               401   401    401    401 401 401  401 401 401  401 401 401
a key with a wrong secret    401   401    401    401 401 401  401 401 401  401 401 401
a revoked key                401   401    401    401 401 401  401 401 401  401 401 401
a rotated key                401   401    401    401 401 401  401 401 401  401 401 401
a key rotated long ago       401   401    401    401 401 401  401 401 401  401 401 401
an expired key               401   401    401    401 401 401  401 401 401  401 401 401
an expired token             401   401    401    401 401 401  401 401 401  401 401 401
a forged token               401   401    401    401 401 401  401 401 401  401 401 401
a token without a role       403   403    403    403 403 403  403 403 403  403 403 403
a token of no collection      +    403    403    403 403 403   +  403 403  403 403 403

key: reader of all            +     +     403     +  403 403   +  403 403   +  403 403
key: reader of these          +    403    403     +  403 403   +  403 403   +  403 403
key: reader of another        +    403    403    403 403 403   +  403 403  403 403 403
key: writer of all            +     +     403     +   +  403   +   +  403   +   +  403
key: writer of these          +    403    403     +   +  403   +   +  403   +   +  403
key: writer of another        +    403    403    403 403 403   +  403 403  403 403 403
key: admin of all             +     +      +       +   +   +    +   +   +    +   +   +
key: admin of these           +    403    403     +   +   +    +   +   +    +   +   +
key: admin of another         +    403    403    403 403 403   +  403 403  403 403 403
the configured key            +     +      +       +   +   +    +   +   +    +   +   +

token: reader of all          +     +     403     +  403 403   +  403 403   +  403 403
token: reader of these        +    403    403     +  403 403   +  403 403   +  403 403
token: reader of another      +    403    403    403 403 403   +  403 403  403 403 403
token: writer of all          +     +     403     +   +  403   +   +  403   +   +  403
token: writer of these        +    403    403     +   +  403   +   +  403   +   +  403
token: writer of another      +    403    403    403 403 403   +  403 403  403 403 403
token: admin of all           +     +      +       +   +   +    +   +   +    +   +   +
token: admin of these         +    403    403     +   +   +    +   +   +    +   +   +
token: admin of another       +    403    403    403 403 403   +  403 403  403 403 403
`

/** Null: allowed. */
type Refusal = number | null

export interface AccessRow {
  readonly caller: string
  /** `collection`: undefined for the rights that are in none. */
  readonly refusal: (right: Right, collection?: string) => Refusal
}

const COLUMNS = [
  'list',
  'figures',
  'keys',
  ...['private', 'public', 'absent'].flatMap((name) =>
    ['read', 'write', 'admin'].map((right) => `${right} ${name}`),
  ),
]

export const ACCESS: readonly AccessRow[] = TABLE.split('\n')
  .filter((line) => /\S.*[+\d]$/.test(line))
  .map((line) => {
    const words = line.trim().split(/\s+/)
    const cells = new Map(
      words.splice(-COLUMNS.length).map((cell, at) => [COLUMNS[at], cellOf(cell)] as const),
    )
    return {
      caller: words.join(' '),
      refusal: (right, collection) => {
        if (right === 'open') return null
        const cell = cells.get(collection === undefined ? right : `${right} ${collection}`)
        if (cell === undefined) throw new Error(`The table says nothing of ${right} ${collection}.`)
        return cell
      },
    }
  })

function cellOf(cell: string): Refusal {
  return cell === '+' ? null : Number(cell)
}
