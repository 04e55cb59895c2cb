import { claim, container, type Figure, resources } from './figure.ts'

const api = 'Deployment/cstore-api'
const hpa = 'HorizontalPodAutoscaler/cstore-api'
const cdn = 'Deployment/cstore-cdn'
const mongodb = 'StatefulSet/mongodb'

/** "Component Details", "Scaling Strategy" and "Deployment Strategy" of the architecture. */
export const workloadFigures: readonly Figure[] = [
  ['API: at least 3', hpa, 'spec minReplicas', 3],
  ['API: at most 10', hpa, 'spec maxReplicas', 10],
  ['API: the autoscaler is for it', hpa, 'spec scaleTargetRef name', 'cstore-api'],
  ['scale at 70 % CPU', hpa, 'spec metrics 0 resource target averageUtilization', 70],
  ['… of CPU', hpa, 'spec metrics 0 resource name', 'cpu'],
  ['scale at 80 % memory', hpa, 'spec metrics 1 resource target averageUtilization', 80],
  ['… of memory', hpa, 'spec metrics 1 resource name', 'memory'],
  ['scale up after 1 minute', hpa, 'spec behavior scaleUp stabilizationWindowSeconds', 60],
  ['scale down after 5 minutes', hpa, 'spec behavior scaleDown stabilizationWindowSeconds', 300],
  [
    'scale up by 100 % or 2 pods per 30 s',
    hpa,
    'spec behavior scaleUp policies',
    [
      { type: 'Percent', value: 100, periodSeconds: 30 },
      { type: 'Pods', value: 2, periodSeconds: 30 },
    ],
  ],
  ['… whichever is more', hpa, 'spec behavior scaleUp selectPolicy', 'Max'],
  [
    'scale down by 50 % per 60 s',
    hpa,
    'spec behavior scaleDown policies',
    [{ type: 'Percent', value: 50, periodSeconds: 60 }],
  ],
  ...resources(api, 'api', { cpu: ['200m', '500m'], memory: ['256Mi', '512Mi'] }),
  [
    'API: liveness',
    api,
    `${container('api')} livenessProbe httpGet`,
    { path: '/api/health/live', port: 'http' },
  ],
  [
    'API: readiness',
    api,
    `${container('api')} readinessProbe httpGet`,
    { path: '/api/health/ready', port: 'http' },
  ],
  [
    'API: annotations for scraping on port 3000',
    api,
    'spec template metadata annotations',
    {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '3000',
      'prometheus.io/path': '/metrics',
    },
  ],
  ['API: port 3000', api, `${container('api')} ports http containerPort`, 3000],
  ['API: max unavailable 25 %', api, 'spec strategy rollingUpdate maxUnavailable', '25%'],
  ['API: max surge 25 %', api, 'spec strategy rollingUpdate maxSurge', '25%'],
  ['API: grace 30 s', api, 'spec template spec terminationGracePeriodSeconds', 30],
  ['API: ClusterIP', 'Service/cstore-api', 'spec type', 'ClusterIP'],

  ['Grafana: 1', 'Deployment/grafana', 'spec replicas', 1],
  ...resources('Deployment/grafana', 'grafana', {
    cpu: ['100m', '500m'],
    memory: ['256Mi', '512Mi'],
  }),
  ...claim('grafana-data', '5Gi', 'ReadWriteOnce'),
  ['Grafana: ClusterIP', 'Service/grafana', 'spec type', 'ClusterIP'],

  ['Prometheus: 1', 'Deployment/prometheus', 'spec replicas', 1],
  ...resources('Deployment/prometheus', 'prometheus', {
    cpu: ['250m', '1000m'],
    memory: ['512Mi', '2Gi'],
  }),
  ...claim('prometheus-data', '20Gi', 'ReadWriteOnce'),
  [
    'Prometheus: 30 days',
    'Deployment/prometheus',
    `${container('prometheus')} args 2`,
    '--storage.tsdb.retention.time=30d',
  ],
  ['Prometheus: ClusterIP', 'Service/prometheus', 'spec type', 'ClusterIP'],

  ['Redis exporter: 1', 'Deployment/redis-exporter', 'spec replicas', 1],
  ...resources('Deployment/redis-exporter', 'redis-exporter', {
    cpu: ['50m', '100m'],
    memory: ['64Mi', '128Mi'],
  }),
  [
    'Redis exporter: port 9121',
    'Deployment/redis-exporter',
    `${container('redis-exporter')} ports metrics containerPort`,
    9121,
  ],
  ['Redis exporter: ClusterIP', 'Service/redis-exporter', 'spec type', 'ClusterIP'],

  ['CDN: 2', cdn, 'spec replicas', 2],
  ...resources(cdn, 'nginx', { cpu: ['100m', '300m'], memory: ['128Mi', '256Mi'] }),
  ['CDN: max unavailable 25 %', cdn, 'spec strategy rollingUpdate maxUnavailable', '25%'],
  ['CDN: max surge 25 %', cdn, 'spec strategy rollingUpdate maxSurge', '25%'],
  ['CDN: grace 30 s', cdn, 'spec template spec terminationGracePeriodSeconds', 30],
  ...claim('static-assets', '10Gi', 'ReadWriteMany'),

  ['MongoDB: 1', mongodb, 'spec replicas', 1],
  ...resources(mongodb, 'mongodb', { cpu: ['500m', '1000m'], memory: ['512Mi', '2Gi'] }),
  ...(['data', 'config'] as const).flatMap((name, index): Figure[] => {
    const at = `spec volumeClaimTemplates ${index} `
    return [
      [`MongoDB: volume ${name}`, mongodb, `${at}metadata name`, name],
      [
        `MongoDB: ${name} size`,
        mongodb,
        `${at}spec resources requests storage`,
        ['10Gi', '1Gi'][index] ?? '',
      ],
      [`MongoDB: ${name} access`, mongodb, `${at}spec accessModes`, ['ReadWriteOnce']],
    ]
  }),
  [
    'MongoDB: health',
    mongodb,
    `${container('mongodb')} livenessProbe tcpSocket`,
    { port: 'mongodb' },
  ],
  [
    'MongoDB: readiness',
    mongodb,
    `${container('mongodb')} readinessProbe exec command 0`,
    'mongosh',
  ],

  ['Redis: 1', 'Deployment/redis', 'spec replicas', 1],
  // The limit of 512Mi is a deviation.
  ...resources('Deployment/redis', 'redis', { cpu: ['100m', '500m'], memory: ['256Mi', '1Gi'] }),
  ...claim('redis-data', '5Gi', 'ReadWriteOnce'),
  ['Redis: ClusterIP', 'Service/redis', 'spec type', 'ClusterIP'],
]
