import type { Details } from './dashboard.ts'
import { lines } from './panels/panels.ts'
import { API, rate } from './selectors.ts'

export const processDetails: Details = {
  title: 'Processes of the API',
  panels: [
    lines({
      title: 'Pauses for garbage collection, p99',
      description: 'By kind, over all pods.',
      unit: 's',
      queries: [
        [
          `histogram_quantile(0.99, sum by (le, kind) (${rate(`nodejs_gc_duration_seconds_bucket{${API}}`)}))`,
          '{{kind}}',
        ],
      ],
    }),
    lines({
      title: 'Open files and sockets',
      description: 'By pod; a steady rise is a leak.',
      unit: 'short',
      queries: [[`process_open_fds{${API}}`, '{{pod}}']],
    }),
    lines({
      title: 'Time since the start',
      description: 'By pod. Pods that start again and again: look at their logs.',
      unit: 's',
      queries: [[`time() - process_start_time_seconds{${API}}`, '{{pod}}']],
    }),
  ],
}

/** From the kubelets; without them these are empty. */
export const containerDetails: Details = {
  title: 'Containers and volumes',
  panels: [
    lines({
      title: 'Memory of containers, of their limit',
      description: 'Working set. At 100 % a container is killed.',
      unit: 'percentunit',
      queries: [
        [
          'max by (pod, container) (container_memory_working_set_bytes{container!="",container!="POD"} / (container_spec_memory_limit_bytes{container!="",container!="POD"} > 0))',
          '{{pod}} {{container}}',
        ],
      ],
      max: 1,
      limits: { warn: 0.8, bad: 0.95 },
    }),
    lines({
      title: 'Throttled',
      description: 'Share of the periods in which a container wanted more CPU than its limit.',
      unit: 'percentunit',
      queries: [
        [
          `sum by (pod, container) (${rate('container_cpu_cfs_throttled_periods_total')}) / sum by (pod, container) (${rate('container_cpu_cfs_periods_total')})`,
          '{{pod}} {{container}}',
        ],
      ],
      max: 1,
    }),
    lines({
      title: 'CPU of containers',
      description: '1 is one core.',
      unit: 'none',
      queries: [
        [
          `sum by (pod, container) (${rate('container_cpu_usage_seconds_total{container!="",container!="POD"}')})`,
          '{{pod}} {{container}}',
        ],
      ],
    }),
    lines({
      title: 'Volumes: share that is used',
      description: 'Above 90 %: see CStoreVolumeFilling.',
      unit: 'percentunit',
      queries: [
        [
          'max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes)',
          '{{persistentvolumeclaim}}',
        ],
      ],
      max: 1,
      limits: { warn: 0.8, bad: 0.9 },
    }),
    lines({
      title: 'Network of pods',
      description: 'Received, and sent.',
      unit: 'Bps',
      queries: [
        [`sum by (pod) (${rate('container_network_receive_bytes_total')})`, '{{pod}} received'],
        [`sum by (pod) (${rate('container_network_transmit_bytes_total')})`, '{{pod}} sent'],
      ],
    }),
    lines({
      title: 'Age of the last backup',
      description:
        'Of each CronJob whose name has "backup", as kube-state-metrics tells. A day is usual: see CStoreBackupTooOld.',
      unit: 's',
      queries: [
        [
          'time() - max by (cronjob) (kube_cronjob_status_last_successful_time{cronjob=~".*backup.*"})',
          '{{cronjob}}',
        ],
      ],
      limits: { bad: 26 * 3600 },
    }),
  ],
}

export const watchingDetails: Details = {
  title: 'Prometheus itself',
  panels: [
    lines({
      title: 'How long scrapes take',
      description: 'By job, the slowest. They are given up after 10 s.',
      unit: 's',
      queries: [['max by (job) (scrape_duration_seconds)', '{{job}}']],
      limits: { bad: 10 },
    }),
    lines({
      title: 'Series',
      description: 'In memory, and of each job in the last scrape. Each costs some KiB.',
      unit: 'short',
      queries: [
        ['prometheus_tsdb_head_series', 'in memory'],
        ['sum by (job) (scrape_samples_scraped)', '{{job}}'],
      ],
    }),
    lines({
      title: 'On disk',
      description: 'What is kept: 30 days, or 16 GB.',
      unit: 'bytes',
      queries: [
        ['prometheus_tsdb_storage_blocks_bytes', 'blocks'],
        ['prometheus_tsdb_retention_limit_bytes', 'most'],
      ],
    }),
    lines({
      title: 'Rules',
      description: 'How long a group takes, and evaluations that failed. See CStoreRulesFailing.',
      unit: 's',
      queries: [
        ['max by (rule_group) (prometheus_rule_group_last_duration_seconds)', '{{rule_group}}'],
        [`sum(${rate('prometheus_rule_evaluation_failures_total')})`, 'failures a second'],
      ],
    }),
    lines({
      title: 'Certificates: time left',
      description:
        'As cert-manager tells; renewed 30 days before the end. See CStoreCertificateExpiring.',
      unit: 's',
      queries: [
        [
          'min by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds) - time()',
          '{{name}}',
        ],
      ],
    }),
    lines({
      title: 'Alerts',
      description: 'That fire at this moment.',
      unit: 'short',
      queries: [['sum by (alertname) (ALERTS{alertstate="firing"})', '{{alertname}}']],
      stacked: true,
    }),
  ],
}
