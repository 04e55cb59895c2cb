import { claim, type Figure } from './figure.ts'

const backup = 'CronJob/mongodb-backup'
const restore = 'CronJob/mongodb-restore'
const container = 'spec jobTemplate spec template spec containers backup'

/** "Disaster Recovery" of the architecture: daily backups of MongoDB. */
export const backupFigures: readonly Figure[] = [
  ['backups: daily', backup, 'spec schedule', '17 2 * * *'],
  ['backups: one at a time', backup, 'spec concurrencyPolicy', 'Forbid'],
  ['backups: begun within an hour', backup, 'spec startingDeadlineSeconds', 3600],
  [
    'backups: done within three hours',
    backup,
    'spec jobTemplate spec activeDeadlineSeconds',
    10_800,
  ],
  ['backups: the last successes are kept in sight', backup, 'spec successfulJobsHistoryLimit', 3],
  ['backups: and the last failures', backup, 'spec failedJobsHistoryLimit', 3],
  ['backups: fourteen', backup, `${container} env BACKUPS_KEPT value`, '14'],
  [
    'backups: by a user of their own',
    backup,
    `${container} env MONGODB_PASSWORD valueFrom secretKeyRef key`,
    'backup-password',
  ],
  ['restore: never by itself', restore, 'spec suspend', true],
  ['restore: once', restore, 'spec jobTemplate spec backoffLimit', 0],
  ...claim('mongodb-backups', '20Gi', 'ReadWriteOnce'),
]
