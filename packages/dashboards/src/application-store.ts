import type { Details } from './dashboard.ts'
import { lines } from './panels/panels.ts'
import { API, rate } from './selectors.ts'

const CDN = 'job="cstore-cdn"'

export const storeDetails: Details = {
  title: 'MongoDB, clients and CDN',
  panels: [
    lines({
      title: 'MongoDB can be reached',
      description: '0: this pod knows no MongoDB that takes writes.',
      unit: 'bool_yes_no',
      queries: [[`cstore_store_up{${API}}`, '{{pod}}']],
      max: 1,
    }),
    lines({
      title: 'MongoDB commands',
      description: 'Those that failed have "error" in their name.',
      unit: 'ops',
      queries: [
        [
          `sum by (command, outcome) (${rate(`cstore_store_command_duration_seconds_count{${API}}`)})`,
          '{{command}} {{outcome}}',
        ],
      ],
    }),
    lines({
      title: 'Connections to MongoDB',
      description:
        'Of all pods together. Waiting operations: the 50 connections of a pod are busy, MongoDB is slow.',
      unit: 'short',
      queries: [
        [`sum by (state) (cstore_store_connections{${API}})`, '{{state}}'],
        [`sum(cstore_store_waiting{${API}})`, 'operations waiting'],
      ],
    }),
    lines({
      title: 'Lists without an index',
      description: 'Each reads the whole collection; the answers have CStore-Warning.',
      unit: 'reqps',
      queries: [[`sum(${rate(`cstore_list_unindexed_total{${API}}`)})`, 'lists']],
    }),
    lines({
      title: 'Clients that follow changes',
      description: 'Open streams by pod.',
      unit: 'short',
      queries: [[`cstore_feed_listeners{${API}}`, '{{pod}}']],
      stacked: true,
    }),
    lines({
      title: 'Events sent to them',
      description: 'reset: changes may be missing, so clients read anew.',
      unit: 'cps',
      queries: [[`sum by (event) (${rate(`cstore_feed_events_total{${API}}`)})`, '{{event}}']],
    }),
    lines({
      title: 'Creates with an Idempotency-Key',
      description: 'What became of them. recovered: one that was cut off before.',
      unit: 'wps',
      queries: [
        [`sum by (outcome) (${rate(`cstore_idempotent_creates_total{${API}}`)})`, '{{outcome}}'],
      ],
    }),
    lines({
      title: 'Requests to the CDN',
      description: 'Of the pods that serve the console and other files.',
      unit: 'reqps',
      queries: [[`sum by (pod) (${rate(`nginx_http_requests_total{${CDN}}`)})`, '{{pod}}']],
      stacked: true,
    }),
    lines({
      title: 'Connections of the CDN',
      description: 'waiting: open, without a request.',
      unit: 'short',
      queries: (['active', 'reading', 'writing', 'waiting'] as const).map((state) => [
        `sum(nginx_connections_${state}{${CDN}})`,
        state,
      ]),
    }),
  ],
}
