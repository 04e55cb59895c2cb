/** Whether Redis has room, is fast, and keeps what it has over a restart. */
import type { Sheet } from './dashboard.ts'
import { figure, lines } from './panels/panels.ts'
import { rate } from './selectors.ts'

const REDIS = 'instance=~"$instance"'

const hitRatio = `sum(${rate(`redis_keyspace_hits_total{${REDIS}}`)}) / (sum(${rate(`redis_keyspace_hits_total{${REDIS}}`)}) + sum(${rate(`redis_keyspace_misses_total{${REDIS}}`)}))`

const figures = [
  figure({
    title: 'Redis',
    description: 'Whether it answers the exporter. 0: reads come from MongoDB.',
    unit: 'bool_yes_no',
    query: `min(redis_up{${REDIS}})`,
    limits: { bad: 1, falling: true },
    judged: true,
  }),
  figure({
    title: 'Uptime',
    description: 'Since it was started last. After a start the cache is cold.',
    unit: 's',
    query: `min(redis_uptime_in_seconds{${REDIS}})`,
  }),
  figure({
    title: 'Memory used of max',
    description: 'Near 100 % is as it should be: then the least used keys are evicted.',
    unit: 'percentunit',
    query: `max(redis_memory_used_bytes{${REDIS}} / redis_memory_max_bytes{${REDIS}})`,
    decimals: 0,
  }),
  figure({
    title: 'Resident memory of max',
    description: 'The container is killed at 200 %. Above 160 %: see CStoreRedisMemoryHigh.',
    unit: 'percentunit',
    query: `max(redis_memory_used_rss_bytes{${REDIS}} / redis_memory_max_bytes{${REDIS}})`,
    decimals: 0,
    limits: { warn: 1.4, bad: 1.6 },
    judged: true,
  }),
  figure({
    title: 'Found keys',
    description:
      'Share of all lookups of keys that found one, fences and leases included: not the hit ratio of documents.',
    unit: 'percentunit',
    query: hitRatio,
    decimals: 1,
    noValue: 'no lookups',
  }),
  figure({
    title: 'Clients',
    description: 'Connections at this moment; 1000 at most.',
    unit: 'short',
    query: `sum(redis_connected_clients{${REDIS}})`,
    limits: { warn: 500, bad: 900 },
  }),
]

const memory = [
  lines({
    title: 'Memory',
    description: 'resident: what the system has given, with fragmentation and buffers.',
    unit: 'bytes',
    queries: [
      [`redis_memory_used_bytes{${REDIS}}`, 'used'],
      [`redis_memory_used_rss_bytes{${REDIS}}`, 'resident'],
      [`redis_memory_used_peak_bytes{${REDIS}}`, 'peak'],
      [`redis_memory_max_bytes{${REDIS}}`, 'maxmemory'],
    ],
  }),
  lines({
    title: 'Evicted and expired keys',
    description:
      'Evicted: there was no room. Many of them and few hits: the working set does not fit.',
    unit: 'cps',
    queries: [
      [rate(`redis_evicted_keys_total{${REDIS}}`), 'evicted'],
      [rate(`redis_expired_keys_total{${REDIS}}`), 'expired'],
    ],
  }),
  lines({
    title: 'Keys',
    description: 'All of them expire.',
    unit: 'short',
    queries: [
      [`sum(redis_db_keys{${REDIS}})`, 'keys'],
      [`sum(redis_db_keys_expiring{${REDIS}})`, 'that expire'],
    ],
  }),
]

const commands = [
  lines({
    title: 'Commands',
    description: 'The ten that are sent most.',
    unit: 'ops',
    queries: [[`topk(10, sum by (cmd) (${rate(`redis_commands_total{${REDIS}}`)}))`, '{{cmd}}']],
  }),
  lines({
    title: 'Duration of commands',
    description: 'On average, inside Redis. A slow one holds up all others.',
    unit: 's',
    queries: [
      [
        `topk(10, sum by (cmd) (${rate(`redis_commands_duration_seconds_total{${REDIS}}`)}) / (sum by (cmd) (${rate(`redis_commands_total{${REDIS}}`)}) > 0))`,
        '{{cmd}}',
      ],
    ],
  }),
  lines({
    title: 'Lookups',
    description: 'Of keys, by whether there was one.',
    unit: 'ops',
    queries: [
      [rate(`redis_keyspace_hits_total{${REDIS}}`), 'found'],
      [rate(`redis_keyspace_misses_total{${REDIS}}`), 'missing'],
    ],
    stacked: true,
  }),
]

const connections = [
  lines({
    title: 'Clients',
    description: 'blocked ones wait for changes. Rejected: there were 1000 already.',
    unit: 'short',
    queries: [
      [`redis_connected_clients{${REDIS}}`, 'connected'],
      [`redis_blocked_clients{${REDIS}}`, 'blocked'],
      [`increase(redis_rejected_connections_total{${REDIS}}[$__rate_interval])`, 'rejected'],
    ],
  }),
  lines({
    title: 'Network',
    description: 'To and from all clients.',
    unit: 'Bps',
    queries: [
      [rate(`redis_net_input_bytes_total{${REDIS}}`), 'received'],
      [rate(`redis_net_output_bytes_total{${REDIS}}`), 'sent'],
    ],
  }),
  lines({
    title: 'Fragmentation',
    description:
      'Resident memory to used memory. Much above 1.5 with much in it: memory is lost between the keys.',
    unit: 'none',
    queries: [[`redis_mem_fragmentation_ratio{${REDIS}}`, '{{instance}}']],
    limits: { warn: 1.5 },
  }),
]

const persistence = [
  lines({
    title: 'Append-only file',
    description: 'Rewritten when it has doubled.',
    unit: 'bytes',
    queries: [
      [`redis_aof_current_size_bytes{${REDIS}}`, 'now'],
      [`redis_aof_base_size_bytes{${REDIS}}`, 'after the last rewrite'],
      [`redis_aof_last_cow_size_bytes{${REDIS}}`, 'copied during it'],
    ],
  }),
  lines({
    title: 'State of the files',
    description:
      '0: the last write, rewrite or snapshot failed: see CStoreRedisPersistenceFailing.',
    unit: 'bool',
    queries: [
      [`redis_aof_last_write_status{${REDIS}}`, 'append-only file: write'],
      [`redis_aof_last_bgrewrite_status{${REDIS}}`, 'append-only file: rewrite'],
      [`redis_rdb_last_bgsave_status{${REDIS}}`, 'snapshot (RDB)'],
    ],
    max: 1,
  }),
  lines({
    title: 'Rewrites and snapshots under way',
    description: 'While one is, memory is copied. Delayed syncs: the disk is too slow.',
    unit: 'short',
    queries: [
      [`redis_aof_rewrite_in_progress{${REDIS}}`, 'rewrite'],
      [`redis_rdb_bgsave_in_progress{${REDIS}}`, 'snapshot (RDB)'],
      [`increase(redis_aof_delayed_fsync{${REDIS}}[$__rate_interval])`, 'delayed syncs'],
    ],
  }),
  lines({
    title: 'CPU',
    description:
      'Of the server and of the processes that write files. 1 is one core; the limit is 0.5.',
    unit: 'none',
    queries: [
      [
        `${rate(`redis_cpu_user_seconds_total{${REDIS}}`)} + ${rate(`redis_cpu_sys_seconds_total{${REDIS}}`)}`,
        'server',
      ],
      [
        `${rate(`redis_cpu_user_children_seconds_total{${REDIS}}`)} + ${rate(`redis_cpu_sys_children_seconds_total{${REDIS}}`)}`,
        'files',
      ],
    ],
    limits: { bad: 0.5 },
  }),
  lines({
    title: 'Refused and failed commands',
    description:
      'NOPERM, OOM and the like. A script that is not there yet is asked for once (NOSCRIPT).',
    unit: 'ops',
    queries: [
      [
        `sum by (cmd) (${rate(`redis_commands_rejected_calls_total{${REDIS}}`)}) > 0`,
        '{{cmd}} rejected',
      ],
      [
        `sum by (cmd) (${rate(`redis_commands_failed_calls_total{${REDIS}}`)}) > 0`,
        '{{cmd}} failed',
      ],
    ],
  }),
  lines({
    title: 'Slow commands and forks',
    description: 'The last entry of the slow log, and how long the last fork held up everything.',
    unit: 's',
    queries: [
      [`redis_last_slow_execution_duration_seconds{${REDIS}}`, 'last slow command'],
      [`redis_latest_fork_seconds{${REDIS}}`, 'last fork'],
    ],
  }),
]

export const redis: Sheet = {
  title: 'Redis',
  description: 'Whether Redis has room, is fast, and keeps what it has over a restart.',
  narrowedBy: { label: 'instance', metric: 'redis_up' },
  panels: [...figures, ...memory, ...commands, ...connections],
  details: [{ title: 'Files, CPU and errors', panels: persistence }],
}
