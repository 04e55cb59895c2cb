/** Whether clients are served, how fast, from where, and whether what they get is right. */
import { cacheDetails } from './application-cache.ts'
import type { Sheet } from './dashboard.ts'
import { storeDetails } from './application-store.ts'
import { figure, lines } from './panels/panels.ts'
import { API, ANSWER_SECONDS, ERROR_BUDGET, HIT_RATIO, rate } from './selectors.ts'

const DURATION = 'cstore_http_request_duration_seconds'

const figures = [
  figure({
    title: 'Requests a second',
    description: 'All processes that are chosen above, probes and scrapes included.',
    unit: 'reqps',
    query: `sum(${rate(`${DURATION}_count{${API}}`)})`,
  }),
  figure({
    title: 'Failed requests',
    description:
      'Share of the requests to /api/v1 that were answered with 5xx, in five minutes, of all processes.',
    unit: 'percentunit',
    query: 'cstore:slo_errors:ratio_rate5m',
    decimals: 2,
    limits: { warn: ERROR_BUDGET, bad: 14.4 * ERROR_BUDGET },
    judged: true,
    noValue: 'no requests',
  }),
  figure({
    title: 'p95',
    description: '19 of 20 answers took no longer, in five minutes. Expected: less than 200 ms.',
    unit: 's',
    query: 'cstore:http_request_duration_seconds:p95_5m',
    limits: { warn: 0.75 * ANSWER_SECONDS, bad: ANSWER_SECONDS },
    judged: true,
    noValue: 'no requests',
  }),
  figure({
    title: 'Cache hits',
    description:
      'Share of the reads of documents that Redis answered, in five minutes. Expected: more than 80 %.',
    unit: 'percentunit',
    query: 'cstore:cache_hits:ratio_rate5m',
    decimals: 1,
    limits: { warn: 0.9, bad: HIT_RATIO, falling: true },
    judged: true,
    noValue: 'no reads',
  }),
  figure({
    title: 'Stale reads in 24 h',
    description: 'Found by the probe. Anything but none is a broken promise: see CStoreStaleRead.',
    unit: 'short',
    query: 'sum(increase(cstore_cache_probes_total{outcome="disagree"}[24h]))',
    decimals: 0,
    limits: { bad: 0.5 },
    judged: true,
  }),
  figure({
    title: 'Error budget left',
    description:
      'Of the 0.1 % of requests that may fail in 30 days. Below zero: more than that have.',
    unit: 'percentunit',
    query: 'cstore:slo_errors:budget_left',
    decimals: 0,
    limits: { warn: 0.5, bad: 0.1, falling: true },
    judged: true,
    noValue: 'no requests',
  }),
]

const traffic = [
  lines({
    title: 'Requests by status',
    description:
      'A rise of 5xx: look at "Failed requests" and MongoDB; of 429: a client reached its rate limit.',
    unit: 'reqps',
    queries: [[`sum by (status) (${rate(`${DURATION}_count{${API}}`)})`, '{{status}}']],
    stacked: true,
  }),
  lines({
    title: 'Failed requests',
    description:
      'Share of 5xx, of all processes. The lines are the goal (0.1 %) and where somebody is called (1.44 %).',
    unit: 'percentunit',
    queries: [
      ['cstore:slo_errors:ratio_rate5m', '5 minutes'],
      ['cstore:slo_errors:ratio_rate1h', '1 hour'],
    ],
    limits: { warn: ERROR_BUDGET, bad: 14.4 * ERROR_BUDGET },
  }),
  lines({
    title: 'Duration of answers',
    description:
      'Half, 95 % and 99 % of the answers took no longer. The line is the promise for p95, 200 ms.',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((share) => [
      `histogram_quantile(${share}, sum by (le) (${rate(`${DURATION}_bucket{${API}}`)}))`,
      `p${share * 100}`,
    ]),
    limits: { bad: ANSWER_SECONDS },
  }),
]

const cache = [
  lines({
    title: 'Reads of documents by outcome',
    description:
      'hit: from Redis. stale: from Redis while MongoDB was away. miss: loaded. bypass: the cache was not in use.',
    unit: 'reqps',
    queries: [[`sum by (outcome) (${rate(`cstore_cache_reads_total{${API}}`)})`, '{{outcome}}']],
    stacked: true,
  }),
  lines({
    title: 'Hit ratio',
    description:
      'Of what was asked of the cache. The line is what is expected for documents, 80 %.',
    unit: 'percentunit',
    queries: [
      [
        `sum(${rate(`cstore_cache_reads_total{${API},outcome="hit"}`)}) / sum(${rate(`cstore_cache_reads_total{${API},outcome=~"hit|stale|miss"}`)})`,
        'documents',
      ],
      [
        `sum(${rate(`cstore_list_reads_total{${API},outcome="hit"}`)}) / sum(${rate(`cstore_list_reads_total{${API},outcome=~"hit|miss"}`)})`,
        'lists',
      ],
    ],
    max: 1,
    limits: { bad: HIT_RATIO, falling: true },
  }),
  lines({
    title: 'Stale-read probe',
    description:
      'Hits compared with MongoDB. disagree: a stale read. overtaken: a write came in between. failed: could not be compared.',
    unit: 'cps',
    queries: [[`sum by (outcome) (${rate(`cstore_cache_probes_total{${API}}`)})`, '{{outcome}}']],
  }),
]

const writesAndStore = [
  lines({
    title: 'Invalidations that failed',
    description:
      'failed: a write was refused. left: its outcome is unknown, so its fence stands for a while. closed: made while nobody used the cache.',
    unit: 'wps',
    queries: [
      [
        `sum by (step, outcome) (${rate(`cstore_cache_fences_total{${API},outcome!="ok"}`)})`,
        '{{step}} {{outcome}}',
      ],
    ],
  }),
  lines({
    title: 'Duration of MongoDB commands, p95',
    description: 'As the processes see it, with the network. aggregate and find are reads.',
    unit: 's',
    queries: [
      [
        `histogram_quantile(0.95, sum by (le, command) (${rate(`cstore_store_command_duration_seconds_bucket{${API}}`)}))`,
        '{{command}}',
      ],
    ],
  }),
  lines({
    title: 'Requests being answered',
    description: 'At this moment, by pod. A rise without more requests: something is slow.',
    unit: 'short',
    queries: [[`cstore_http_requests_in_flight{${API}}`, '{{pod}}']],
    stacked: true,
  }),
]

const routes = [
  lines({
    title: 'Requests by route',
    description: 'The ten that are asked for most.',
    unit: 'reqps',
    queries: [
      [
        `topk(10, sum by (method, route) (${rate(`${DURATION}_count{${API}}`)}))`,
        '{{method}} {{route}}',
      ],
    ],
  }),
  lines({
    title: 'p95 by route',
    description: 'The ten that are slowest. Imports and exports take as long as there is to send.',
    unit: 's',
    queries: [
      [
        `topk(10, histogram_quantile(0.95, sum by (le, route) (${rate(`${DURATION}_bucket{${API}}`)})))`,
        '{{route}}',
      ],
    ],
    limits: { bad: ANSWER_SECONDS },
  }),
  lines({
    title: '5xx by route',
    description: 'Where requests fail.',
    unit: 'reqps',
    queries: [
      [
        `sum by (method, route, status) (${rate(`${DURATION}_count{${API},status=~"5.."}`)})`,
        '{{status}} {{method}} {{route}}',
      ],
    ],
  }),
]

const budget = [
  lines({
    title: 'Error budget left',
    description: 'Of the 0.1 % of requests that may fail in 30 days.',
    unit: 'percentunit',
    queries: [['cstore:slo_errors:budget_left', 'left']],
    max: 1,
    limits: { warn: 0.5, bad: 0.1, falling: true },
  }),
  lines({
    title: 'How fast the error budget is used',
    description:
      '1: it lasts for exactly 30 days. Somebody is called at 14.4 (1 h) and at 6 (6 h).',
    unit: 'none',
    queries: ['1h', '6h', '3d'].map((window) => [
      `cstore:slo_errors:ratio_rate${window} / ${ERROR_BUDGET}`,
      window,
    ]),
    limits: { warn: 6, bad: 14.4 },
  }),
  lines({
    title: 'Answers slower than 200 ms',
    description:
      'Share of the answers to /api/v1, without imports, exports, purges and validations. 5 % may be.',
    unit: 'percentunit',
    queries: ['5m', '1h', '6h'].map((window) => [`cstore:slo_slow:ratio_rate${window}`, window]),
    limits: { bad: 0.05 },
  }),
]

export const application: Sheet = {
  title: 'Application',
  description:
    'Whether clients are served, how fast, from where, and whether what they get is right.',
  narrowedBy: { label: 'pod', metric: 'cstore_http_requests_in_flight' },
  panels: [...figures, ...traffic, ...cache, ...writesAndStore],
  details: [
    { title: 'Routes', panels: routes },
    { title: 'Goals', panels: budget },
    cacheDetails,
    storeDetails,
  ],
}
