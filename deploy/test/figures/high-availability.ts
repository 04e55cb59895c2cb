import { container, type Figure, resources } from './figure.ts'

const mongodb = 'StatefulSet/mongodb'
const redis = 'StatefulSet/redis'
const api = 'Deployment/cstore-api'
const antiAffinity =
  'spec template spec affinity podAntiAffinity requiredDuringSchedulingIgnoredDuringExecution 0 topologyKey'

/** What the components `mongodb-replica-set` and `redis-sentinel` change; the rest of the figures stays. */
export const highAvailabilityFigures: readonly Figure[] = [
  ['MongoDB: three members', mongodb, 'spec replicas', 3],
  ['MongoDB: on three nodes', mongodb, antiAffinity, 'kubernetes.io/hostname'],
  ['MongoDB: one may be moved', 'PodDisruptionBudget/mongodb', 'spec maxUnavailable', 1],
  ...resources(mongodb, 'mongodb', { cpu: ['500m', '1000m'], memory: ['512Mi', '2Gi'] }),
  [
    'MongoDB: the address of the API',
    api,
    `${container('api')} env MONGODB_URI value`,
    'mongodb://cstore:$(MONGODB_PASSWORD)@mongodb-0.mongodb:27017,mongodb-1.mongodb:27017,mongodb-2.mongodb:27017/cstore?authSource=cstore&replicaSet=cstore',
  ],
  ['Redis: three servers', redis, 'spec replicas', 3],
  ['Redis: on three nodes', redis, antiAffinity, 'kubernetes.io/hostname'],
  ['Redis: one may be moved', 'PodDisruptionBudget/redis', 'spec maxUnavailable', 1],
  [
    'Redis: a sentinel in each',
    redis,
    `${container('sentinel')} ports sentinel containerPort`,
    26_379,
  ],
  [
    'Redis: an exporter in each',
    redis,
    `${container('redis-exporter')} ports metrics containerPort`,
    9121,
  ],
  ...resources(redis, 'redis', { cpu: ['100m', '500m'], memory: ['256Mi', '1Gi'] }),
  ['Redis: 5Gi each', redis, 'spec volumeClaimTemplates 0 spec resources requests storage', '5Gi'],
]
