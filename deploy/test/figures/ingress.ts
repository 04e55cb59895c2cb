import type { Value } from '../../src/kubernetes-object.ts'
import type { Figure } from './figure.ts'

interface Entry {
  readonly name: string
  readonly host: string
  readonly path: string
  readonly tls: string
  readonly port: string
}

function entry({ name, host, path, tls, port }: Entry): Figure[] {
  const object = `Ingress/${name}`
  const service: Value = { name, port: { name: port } }
  return [
    [`${name}: host`, object, 'spec rules 0 host', host],
    [`${name}: only this path`, object, 'spec rules 0 http paths length', 1],
    [`${name}: path`, object, 'spec rules 0 http paths 0 path', path],
    [`${name}: leads to`, object, 'spec rules 0 http paths 0 backend service', service],
    [`${name}: TLS`, object, 'spec tls', [{ hosts: [host], secretName: tls }]],
    [`${name}: by nginx`, object, 'spec ingressClassName', 'nginx'],
    [`${name}: HTTPS only`, object, annotation('ssl-redirect'), 'true'],
    [
      `${name}: certificate by cert-manager`,
      object,
      'metadata annotations cert-manager.io/cluster-issuer',
      'letsencrypt',
    ],
  ]
}

function annotation(name: string): string {
  return `metadata annotations nginx.ingress.kubernetes.io/${name}`
}

/** "Ingress Layer" of the architecture, and of the policies who may come in. */
export const ingressFigures: readonly Figure[] = [
  ...entry({
    name: 'cstore-api',
    host: 'api.cstore.example.com',
    path: '/api',
    tls: 'api-tls',
    port: 'http',
  }),
  ...entry({
    name: 'cstore-cdn',
    host: 'cdn.cstore.example.com',
    path: '/',
    tls: 'cdn-tls',
    port: 'http',
  }),
  ...entry({
    name: 'grafana',
    host: 'monitoring.cstore.example.com',
    path: '/grafana',
    tls: 'monitoring-tls',
    port: 'http',
  }),
  ['API: rate limit', 'Ingress/cstore-api', annotation('limit-rps'), '100'],
  ['CDN: rate limit', 'Ingress/cstore-cdn', annotation('limit-rps'), '200'],
  ['Grafana: rate limit', 'Ingress/grafana', annotation('limit-rps'), '20'],
  ['Grafana: basic auth', 'Ingress/grafana', annotation('auth-type'), 'basic'],
  ['Grafana: whose', 'Ingress/grafana', annotation('auth-secret'), 'ingress-users'],
  [
    'Grafana: does not take that login',
    'Deployment/grafana',
    env('GF_AUTH_BASIC_ENABLED'),
    'false',
  ],
  ['Grafana: below /grafana', 'Deployment/grafana', env('GF_SERVER_SERVE_FROM_SUB_PATH'), 'true'],
]

function env(name: string): string {
  return `spec template spec containers grafana env ${name} value`
}
