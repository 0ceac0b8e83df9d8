import type { AuditHead } from '@hegu/contract/audit.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Db, Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { hashLeaf, leafOf, spellInstant, storedInstant } from './entry.ts';
import type { AuditKey } from './keys.ts';
import { append, nodesOf } from './merkle.ts';
import { headBytes } from './proof.ts';
import * as store from './store.ts';

export interface Sealed {
  /** Entries sealed now. */
  readonly sealed: number;
  /** Another sealer is at work on this valley. */
  readonly busy: boolean;
  /** The head signed now, if any. */
  readonly head: AuditHead | null;
}

/**
 * Gathers the entries that wait, up to `limit`, into the valley's log and signs its new head: one transaction, a handful of
 * statements whatever their number.
 *
 * An entry becomes visible when its command commits, which may be after entries with later ids were sealed. That is why
 * the sealer asks for what waits and not for what is new; and why the order of the log is the order of sealing.
 */
export function seal(
  db: Db,
  scope: ValleyScope,
  key: AuditKey,
  now: Temporal.Instant,
  limit = 5000,
): Promise<Sealed> {
  return db.tx(scope, (tx) => sealIn(tx, scope, key, now, limit));
}

async function sealIn(
  tx: Tx,
  scope: ValleyScope,
  key: AuditKey,
  now: Temporal.Instant,
  limit: number,
): Promise<Sealed> {
  // A look first: an idle valley costs one index probe and no lock.
  if (!(await store.hasPending(tx, scope))) return { sealed: 0, busy: false, head: null };
  if (!(await store.tryLock(tx, scope))) return { sealed: 0, busy: true, head: null };
  const pending = await store.findPending(tx, scope, limit);
  if (pending.length === 0) return { sealed: 0, busy: false, head: null };

  const size = (await store.lastHead(tx, scope))?.tree_size ?? 0;
  const edge = { from: 0, to: size };
  const lookup = await store.readNodes(tx, scope, [edge]);
  const leaves = pending.map((row) => ({ id: row.id, hash: hashLeaf(leafOf(scope.valleyId, row)) }));
  const grown = append(
    { size, peaks: nodesOf(edge).map(lookup) },
    leaves.map((leaf) => leaf.hash),
  );

  const head = {
    valleyId: scope.valleyId,
    treeSize: grown.frontier.size,
    rootHash: Buffer.from(grown.root).toString('hex'),
    at: spellInstant(now),
  };
  const signature = key.sign(headBytes(head));
  await store.insertSealed(tx, scope, {
    firstIndex: size,
    leaves,
    nodes: grown.nodes,
    head: {
      tree_size: head.treeSize,
      root_hash: grown.root,
      at: storedInstant(now),
      key_id: key.keyId,
      signature,
    },
  });
  return {
    sealed: leaves.length,
    busy: false,
    head: { ...head, keyId: key.keyId, signature: Buffer.from(signature).toString('hex') },
  };
}

export interface SealerOptions {
  readonly db: Db;
  readonly key: AuditKey;
  readonly now: () => Temporal.Instant;
  readonly scopes: () => Promise<readonly ValleyScope[]>;
  /** Pause between passes; default 1000. */
  readonly intervalMs?: number;
  readonly batch?: number;
  readonly onError: (error: unknown, scope: ValleyScope | null) => void;
  /** Heads as they are signed, e.g. to publish them outside. */
  readonly onHead?: (head: AuditHead) => void;
}

export interface Sealer {
  /** Seals everything that waits now; resolves when it is done. */
  runNow(): Promise<void>;
  /** Ends after the pass under way. */
  stop(): Promise<void>;
}

/**
 * Seals all valleys in the background. A loop of its own and not a queued job: it runs every second for the life of the
 * server, has nothing to retry (what was not sealed still waits) and would otherwise fill the queue with its own traces.
 * Any number of servers may run one.
 */
export function startSealer(options: SealerOptions): Sealer {
  const { db, key, now, scopes, intervalMs = 1000, batch = 5000, onError, onHead } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pass: Promise<void> = Promise.resolve();

  async function sealAll(): Promise<void> {
    let valleys: readonly ValleyScope[];
    try {
      valleys = await scopes();
    } catch (error) {
      onError(error, null);
      return;
    }
    for (const scope of valleys) {
      try {
        for (let more = true; more && !stopped; ) {
          const { sealed, head } = await seal(db, scope, key, now(), batch);
          if (head) onHead?.(head);
          more = sealed === batch;
        }
      } catch (error) {
        onError(error, scope); // the entries still wait; the next pass tries again
      }
    }
  }

  // Passes follow one another; one that is asked for while another runs comes after it and so sees everything.
  const next = () => {
    pass = pass.then(sealAll);
    return pass;
  };
  const schedule = () => {
    if (stopped) return;
    timer = setTimeout(() => void next().then(schedule), intervalMs);
  };
  schedule();

  return {
    runNow: next,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await pass;
    },
  };
}
