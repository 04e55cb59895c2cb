// Run once, by the image, when the data directory is empty. Each user may do what it is there for.
const { APP_PASSWORD, BACKUP_PASSWORD } = process.env

db.getSiblingDB('cstore').createUser({
  user: 'cstore',
  pwd: APP_PASSWORD,
  roles: [{ role: 'readWrite', db: 'cstore' }],
})
db.getSiblingDB('admin').createUser({
  user: 'backup',
  pwd: BACKUP_PASSWORD,
  roles: ['backup', 'restore'],
})
