import type { Figure } from './figure.ts'

/** What is not kept to the letter: as the record names it, and what is built instead. */
export const deviations: readonly Figure[] = [
  [
    'Redis: limit 1Gi',
    'Deployment/redis',
    'spec template spec containers redis resources limits memory',
    '1Gi',
  ],
  [
    'API probes ask live and ready',
    'Deployment/cstore-api',
    'spec template spec containers api livenessProbe httpGet path',
    '/api/health/live',
  ],
  ['Prometheus reaches the API', 'NetworkPolicy/cstore-api', 'spec ingress 0 ports 0 port', 3000],
  [
    'Prometheus sees endpointslices',
    'ClusterRole/cstore-prometheus',
    'rules 1 resources',
    ['endpointslices'],
  ],
  [
    'Prometheus keeps 16GB at most',
    'Deployment/prometheus',
    'spec template spec containers prometheus args 3',
    '--storage.tsdb.retention.size=16GB',
  ],
  [
    'MongoDB: cache of 0.5 GB',
    'StatefulSet/mongodb',
    'spec template spec containers mongodb args 2',
    '--wiredTigerCacheSizeGB=0.5',
  ],
  [
    'the API takes no other way than /api',
    'Ingress/cstore-api',
    'spec rules 0 http paths 0 path',
    '/api',
  ],
  ['MongoDB: headless', 'Service/mongodb', 'spec clusterIP', 'None'],
  [
    'MongoDB is reached by backups',
    'NetworkPolicy/mongodb-from-backup',
    'spec ingress 0 ports 0 port',
    27_017,
  ],
  [
    'backups have a volume',
    'PersistentVolumeClaim/mongodb-backups',
    'spec accessModes 0',
    'ReadWriteOnce',
  ],
  [
    'CDN: exporter beside nginx',
    'Deployment/cstore-cdn',
    'spec template spec containers nginx-exporter name',
    'nginx-exporter',
  ],
]
