/** Long and recurring work, transactional with the command that asked for it. */
export { jobsAccess } from './access.ts';
export { createJobs, type Jobs, type JobsOptions } from './jobs.ts';
export { type CommandDeps, runCommand, systemActor } from './run-command.ts';
export { getJob, overview, retry } from './service.ts';
export type { EnqueueOptions, JobContext, JobDefinition, JobLog, Schedule } from './types.ts';
export { forEachValley, listValleys, scopeFor, type Valley } from './valleys.ts';
