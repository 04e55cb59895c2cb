/** What this machine has not, so that nothing can be there; each with the reason. */

/** Metrics of programs that run in a cluster only, as these name them. */
export const clusterMetrics: Readonly<Record<string, string>> = {
  container_cpu_cfs_periods_total: 'kubelet (cAdvisor)',
  container_cpu_cfs_throttled_periods_total: 'kubelet (cAdvisor)',
  container_cpu_usage_seconds_total: 'kubelet (cAdvisor)',
  container_memory_working_set_bytes: 'kubelet (cAdvisor)',
  container_network_receive_bytes_total: 'kubelet (cAdvisor)',
  container_network_transmit_bytes_total: 'kubelet (cAdvisor)',
  container_oom_events_total: 'kubelet (cAdvisor)',
  container_spec_memory_limit_bytes: 'kubelet (cAdvisor)',
  kubelet_volume_stats_available_bytes: 'kubelet',
  kubelet_volume_stats_capacity_bytes: 'kubelet',
  kubelet_volume_stats_used_bytes: 'kubelet',
  kube_cronjob_created: 'kube-state-metrics',
  kube_cronjob_status_last_successful_time: 'kube-state-metrics',
  kube_horizontalpodautoscaler_status_desired_replicas: 'kube-state-metrics',
  certmanager_certificate_expiration_timestamp_seconds: 'cert-manager',
}

/** Panels that are empty here, by a part of their expression. */
export const emptyPanels: readonly (readonly [part: string, reason: string])[] = [
  [
    'cstore_near_lag_seconds_bucket',
    'the near cache needs rights in Redis that the shipped user has not (docs/operations.md)',
  ],
  ['ALERTS{', 'once all is well again, no alert fires'],
]
