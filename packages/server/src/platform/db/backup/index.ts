/** Backup and restore of a whole deployment (docs/operators/backup.md). */
export { type BackupProgress, type BackupResult, backup } from './backup.ts';
export { BackupError, type Manifest } from './manifest.ts';
export { verifyArchive } from './read.ts';
export { type RestoreProgress, type RestoreResult, restore } from './restore.ts';
