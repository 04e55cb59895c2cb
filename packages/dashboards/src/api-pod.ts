const MIB = 1024 * 1024

/** What `deploy/base/api` gives to a pod of the API; the autoscaler counts in shares of what is requested. */
export const API_POD = {
  requested: { cores: 0.2, bytes: 256 * MIB },
  limit: { cores: 0.5, bytes: 512 * MIB },
  scaleAt: { cpu: 0.7, memory: 0.8 },
  replicas: { min: 3, max: 10 },
} as const
