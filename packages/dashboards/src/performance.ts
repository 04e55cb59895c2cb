/** What the processes need, how near they are to their limits, and whether everything is watched. */
import { containerDetails, processDetails, watchingDetails } from './performance-details.ts'
import type { Sheet } from './dashboard.ts'
import { API_POD as POD } from './api-pod.ts'
import { figure, heatmap, lines } from './panels/panels.ts'
import { ANSWER_SECONDS, API, rate } from './selectors.ts'

const DURATION = 'cstore_http_request_duration_seconds'
const cpu = rate(`process_cpu_seconds_total{${API}}`)
const memory = `process_resident_memory_bytes{${API}}`

const figures = [
  figure({
    title: 'API pods',
    description: 'That answer Prometheus. The autoscaler keeps 3 to 10; at 10 it can add none.',
    unit: 'short',
    query: 'sum(up{job="cstore-api"})',
    limits: { warn: POD.replicas.max },
  }),
  figure({
    title: 'Requests a second',
    description: 'Throughput of the pods that are chosen above.',
    unit: 'reqps',
    query: `sum(${rate(`${DURATION}_count{${API}}`)})`,
  }),
  figure({
    title: 'CPU of the request',
    description:
      'On average over the pods; 200m are requested. Expected: 30 to 60 %. At 70 % pods are added.',
    unit: 'percentunit',
    query: `avg(${cpu}) / ${POD.requested.cores}`,
    decimals: 0,
    limits: { warn: 0.6, bad: POD.scaleAt.cpu },
    judged: true,
  }),
  figure({
    title: 'Memory of the request',
    description:
      'On average over the pods; 256 MiB are requested. Expected: 40 to 70 %. At 80 % pods are added.',
    unit: 'percentunit',
    query: `avg(${memory}) / ${POD.requested.bytes}`,
    decimals: 0,
    limits: { warn: 0.7, bad: POD.scaleAt.memory },
    judged: true,
  }),
  figure({
    title: 'Event loop lag, p99',
    description: 'Of the worst pod. While the loop is held up, nobody is answered.',
    unit: 's',
    query: `max(nodejs_eventloop_lag_p99_seconds{${API}})`,
    limits: { warn: 0.05, bad: ANSWER_SECONDS },
    judged: true,
  }),
  figure({
    title: 'Targets down',
    description: 'What Prometheus cannot scrape. See CStoreTargetDown.',
    unit: 'short',
    query: 'count(up == 0) or vector(0)',
    decimals: 0,
    limits: { bad: 0.5 },
    judged: true,
  }),
]

const answers = [
  heatmap({
    title: 'Duration of answers',
    description:
      'How many took how long. A second band tells of two kinds of answers: hits and misses.',
    unit: 's',
    query: `sum by (le) (increase(${DURATION}_bucket{${API}}[$__rate_interval]))`,
  }),
  lines({
    title: 'Throughput by status',
    description: 'Requests a second, of the pods that are chosen above.',
    unit: 'reqps',
    queries: [[`sum by (status) (${rate(`${DURATION}_count{${API}}`)})`, '{{status}}']],
    stacked: true,
  }),
  lines({
    title: 'API pods',
    description: 'Against the bounds of the autoscaler, 3 and 10.',
    unit: 'short',
    queries: [
      ['sum(up{job="cstore-api"})', 'answer Prometheus'],
      [
        'max(kube_horizontalpodautoscaler_status_desired_replicas{horizontalpodautoscaler="cstore-api"})',
        'wanted (kube-state-metrics)',
      ],
      [`vector(${POD.replicas.min})`, 'least'],
      [`vector(${POD.replicas.max})`, 'most'],
    ],
  }),
]

const needs = [
  lines({
    title: 'CPU by pod',
    description: '1 is one core. Lines: where pods are added (70 % of 200m), and the limit, 0.5.',
    unit: 'none',
    queries: [[cpu, '{{pod}}']],
    limits: { warn: POD.scaleAt.cpu * POD.requested.cores, bad: POD.limit.cores },
  }),
  lines({
    title: 'Resident memory by pod',
    description:
      'Lines: where pods are added (80 % of 256 MiB), and where the container is killed, 512 MiB.',
    unit: 'bytes',
    queries: [[memory, '{{pod}}']],
    limits: { warn: POD.scaleAt.memory * POD.requested.bytes, bad: POD.limit.bytes },
  }),
  lines({
    title: 'Heap against the limit',
    description:
      'Used, taken, and beside it buffers; of the pod that has most. The line is the limit of the container.',
    unit: 'bytes',
    queries: [
      [`max(nodejs_heap_size_used_bytes{${API}})`, 'heap used'],
      [`max(nodejs_heap_size_total_bytes{${API}})`, 'heap taken'],
      [`max(nodejs_external_memory_bytes{${API}})`, 'buffers'],
    ],
    limits: { bad: POD.limit.bytes },
  }),
]

const loop = [
  lines({
    title: 'Event loop lag',
    description:
      'Of the worst pod, since the scrape before. While the loop is held up, nobody is answered.',
    unit: 's',
    queries: ['p50', 'p99', 'max'].map((which) => [
      `max(nodejs_eventloop_lag_${which}_seconds{${API}})`,
      which,
    ]),
    limits: { bad: ANSWER_SECONDS },
  }),
  lines({
    title: 'Garbage collection',
    description:
      'Share of the time that is spent on it, by kind. major: too much is kept, or the heap is too small.',
    unit: 'percentunit',
    queries: [
      [
        `avg by (kind) (sum by (pod, kind) (${rate(`nodejs_gc_duration_seconds_sum{${API}}`)}))`,
        '{{kind}}',
      ],
    ],
    stacked: true,
  }),
  lines({
    title: 'Targets by job',
    description: 'How many of each answer Prometheus. Fewer than before: see CStoreTargetDown.',
    unit: 'short',
    queries: [['sum by (job) (up)', '{{job}}']],
  }),
]

export const performance: Sheet = {
  title: 'Performance',
  description:
    'What the processes need, how near they are to their limits, and whether everything is watched.',
  narrowedBy: { label: 'pod', metric: 'cstore_http_requests_in_flight' },
  panels: [...figures, ...answers, ...needs, ...loop],
  details: [processDetails, containerDetails, watchingDetails],
}
