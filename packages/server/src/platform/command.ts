import type { AuditEntity } from '@hegu/contract/audit.ts';
import type { Locale } from '@hegu/contract/errors.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from './db/db.ts';
import type { ValleyScope } from './db/scope.ts';

/**
 * What a person may be in a valley. One person may hold several, each within an organisation.
 * `researcher` 企业用户/科研人员 · `pi` 课题组负责人 · `facility` 机组管理员 · `park` 园区运营 · `officer` 政府 · `admin` 管理员
 */
export const roles = ['researcher', 'pi', 'facility', 'park', 'officer', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Membership {
  readonly organisationId: string;
  readonly role: Role;
}

/** Who acts. `system` is a job, `visitor` somebody without an account: neither has a person of this valley behind it. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  readonly via: 'session' | 'api-key' | 'cli' | 'system' | 'visitor';
  readonly memberships: readonly Membership[];
}

/** Whoever gives a command that is open to visitors. Holds nothing and may do nothing else. */
export const visitorActor: Actor = { userId: 'visitor', name: '访客', via: 'visitor', memberships: [] };

/** What every use case is given to read with. */
export interface Query {
  readonly tx: Tx;
  readonly scope: ValleyScope;
  readonly actor: Actor | null;
  readonly now: Temporal.Instant;
  readonly locale: Locale;
}

export interface AuditInput {
  /** The action of the access table, e.g. `reservation.create`. */
  readonly action: string;
  readonly entity: AuditEntity;
  readonly entityId: string;
  /** JSON before and after; undefined where there was or is none. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A hint to whoever is looking: something changed, fetch it again. Carries ids, never contents. */
export interface DomainEvent {
  readonly type: string;
  readonly entityId: string;
  /** Rooms that hear it: `instrument:<id>`, `facility:<id>`, `user:<id>`, `organisation:<id>`, `valley`. */
  readonly rooms: readonly string[];
  /** Whose webhooks hear it besides those of the rooms; asked only where the valley has a webhook. */
  readonly concerns?: () => Promise<readonly string[]>;
}

/** What every use case that writes is given: one transaction, one actor, one instant. */
export interface Command extends Query {
  readonly actor: Actor;
  /** Writes the audit entry in this transaction. */
  audit(entry: AuditInput): Promise<void>;
  /** Published after commit. */
  emit(event: DomainEvent): void;
  /**
   * Enqueues a job in this transaction (pg-boss); it runs only if the command commits.
   * @returns its id, to be watched by; null where one with this key waits already
   */
  enqueue(
    name: string,
    data: Record<string, unknown>,
    options?: { startAfter?: Temporal.Instant; singletonKey?: string },
  ): Promise<string | null>;
}
