import type { Details } from './dashboard.ts'
import { lines } from './panels/panels.ts'
import { API, rate } from './selectors.ts'

export const cacheDetails: Details = {
  title: 'Cache',
  panels: [
    lines({
      title: 'Cache in use',
      description:
        '0: this pod reads from MongoDB, because Redis does not answer it or the cache was closed for all.',
      unit: 'bool_on_off',
      queries: [[`cstore_cache_in_use{${API}}`, '{{pod}}']],
      max: 1,
    }),
    lines({
      title: 'Phases entered',
      description:
        'closed, opening, open: each change of the shared cache, as the processes see it. Normally none.',
      unit: 'cps',
      queries: [[`sum by (phase) (${rate(`cstore_cache_phases_total{${API}}`)})`, '{{phase}}']],
    }),
    lines({
      title: 'Failed commands of the cache',
      description:
        'By what was to be done. Redis is away, hangs, or takes longer than CSTORE_CACHE_TIMEOUT_MS.',
      unit: 'cps',
      queries: [
        [`sum by (operation) (${rate(`cstore_cache_errors_total{${API}}`)})`, '{{operation}}'],
      ],
    }),
    lines({
      title: 'Fills of documents',
      description:
        'rejected: a write came in between, as it should be. refresh: made anew before the end of their lifetime.',
      unit: 'cps',
      queries: [[`sum by (outcome) (${rate(`cstore_cache_fills_total{${API}}`)})`, '{{outcome}}']],
    }),
    lines({
      title: 'Fences',
      description: 'Set before and lifted after each write.',
      unit: 'wps',
      queries: [
        [
          `sum by (step, outcome) (${rate(`cstore_cache_fences_total{${API}}`)})`,
          '{{step}} {{outcome}}',
        ],
      ],
    }),
    lines({
      title: 'Pages of lists by outcome',
      description: 'How they were served.',
      unit: 'reqps',
      queries: [[`sum by (outcome) (${rate(`cstore_list_reads_total{${API}}`)})`, '{{outcome}}']],
      stacked: true,
    }),
    lines({
      title: 'Fills of pages',
      description: 'too_large: a page above 1 MiB is not kept.',
      unit: 'cps',
      queries: [[`sum by (outcome) (${rate(`cstore_list_fills_total{${API}}`)})`, '{{outcome}}']],
    }),
    lines({
      title: 'Near cache',
      description:
        'Reads of collections with near. untrusted: invalidations were late, so Redis was asked.',
      unit: 'reqps',
      queries: [[`sum by (outcome) (${rate(`cstore_near_reads_total{${API}}`)})`, '{{outcome}}']],
      stacked: true,
    }),
    lines({
      title: 'How late invalidations of the near cache arrive',
      description: 'Near the bound, the process or Redis is overloaded.',
      unit: 's',
      queries: [
        [
          `histogram_quantile(0.99, sum by (le) (${rate(`cstore_near_lag_seconds_bucket{${API}}`)}))`,
          'p99',
        ],
        [`max(cstore_near_bound_seconds{${API}})`, 'bound'],
      ],
    }),
  ],
}
