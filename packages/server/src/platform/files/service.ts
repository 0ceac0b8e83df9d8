import type { Readable } from 'node:stream';
import { type FileInfo, type FilePurpose, filePurposes } from '@hegu/contract/files.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Command, Query } from '../command.ts';
import type { Db } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { type Blobs, blobKey } from './blobs.ts';
import { type Bytes, receive } from './receive.ts';
import { downloadHeaders } from './rules.ts';
import * as store from './store.ts';

export interface Upload {
  readonly bytes: Bytes;
  readonly name: string;
  /** As the sender says; '' when they say nothing. */
  readonly declaredType: string;
  readonly purpose: string;
}

export interface OpenedFile {
  readonly info: FileInfo;
  readonly body: Readable;
  /** Everything the answer needs, content type and length included. */
  readonly headers: Readonly<Record<string, string>>;
}

const toInfo = (row: store.FileRow): FileInfo => ({
  id: row.id,
  name: row.name,
  mediaType: row.media_type,
  size: row.size,
  sha256: row.sha256,
  purpose: row.purpose,
  visibility: row.visibility,
  uploadedBy: row.uploaded_by,
  createdAt: row.created_at.toString(),
});

/** A person of the valley's own staff with the widest view; a job and the command line act for the house. */
const seesAll = (q: Query) =>
  q.actor !== null &&
  (q.actor.via === 'system' || q.actor.via === 'cli' || q.actor.memberships.some((m) => m.role === 'admin'));

function maySee(q: Query, file: store.FileRow): boolean {
  if (file.visibility === 'public' || seesAll(q)) return true;
  if (!q.actor) return false;
  if (file.uploaded_by === q.actor.userId) return true;
  return file.visibility === 'valley' && q.actor.memberships.length > 0;
}

/** A full or unwritable disk, where uploads arrive. */
const diskFaults = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE']);

/** Whoever asked is told to come back later; why goes to the log with `cause`. */
function unavailable(cause: unknown): DomainError {
  const error = new DomainError('file.store_unavailable');
  error.cause = cause;
  return error;
}

const stored = <T>(work: Promise<T>): Promise<T> => work.catch((cause) => Promise.reject(unavailable(cause)));

export function createFiles(blobs: Blobs, purposes: Readonly<Record<string, FilePurpose>> = filePurposes) {
  async function found(q: Query, id: string): Promise<store.FileRow> {
    const row = await store.find(q.tx, q.scope, id);
    if (!row) throw new DomainError('file.not_found', { id });
    return row;
  }

  async function opened(q: Query, row: store.FileRow): Promise<OpenedFile> {
    const body = await stored(blobs.open(blobKey(q.scope.valleyId, row.sha256)));
    if (!body) throw new DomainError('file.not_found', { id: row.id });
    const info = toInfo(row);
    return { info, body, headers: downloadHeaders(info) };
  }

  return {
    /**
     * Stores an upload. The bytes are in place before the row, and the row commits with the command: a row never points at
     * nothing, and bytes without a row are swept later.
     */
    async save(cx: Command, upload: Upload): Promise<FileInfo> {
      const purpose = purposes[upload.purpose];
      if (!purpose) throw new TypeError(`no file purpose ${upload.purpose}`);
      const received = await receive({ ...upload, purpose }).catch((error: NodeJS.ErrnoException) =>
        Promise.reject(diskFaults.has(error.code ?? '') ? unavailable(error) : error),
      );
      try {
        await store.lockBlobShared(cx.tx, received.sha256);
        await stored(blobs.put(blobKey(cx.scope.valleyId, received.sha256), received, cx.now));
      } finally {
        await received.discard();
      }
      const row: store.FileRow = {
        id: newId(),
        sha256: received.sha256,
        size: received.size,
        media_type: received.mediaType,
        name: received.name,
        uploaded_by: cx.actor.via === 'system' || cx.actor.via === 'cli' ? null : cx.actor.userId,
        created_at: cx.now,
        purpose: upload.purpose,
        visibility: purpose.visibility,
      };
      await store.insert(cx.tx, cx.scope, row);
      const info = toInfo(row);
      await cx.audit({ action: 'file.upload', entity: 'file', entityId: row.id, after: info });
      return info;
    },

    /** Opens a file for whoever asks; 404 for those who may not see it, so that ids tell nothing. */
    async open(q: Query, id: string): Promise<OpenedFile> {
      const row = await found(q, id);
      if (!maySee(q, row)) throw new DomainError('file.not_found', { id });
      return opened(q, row);
    },

    /** For a domain whose own record lets the caller see the file (the documents of a case); it has checked that. */
    async openGranted(q: Query, id: string): Promise<OpenedFile> {
      return opened(q, await found(q, id));
    },

    /** What is known of a file the caller may see, without its bytes. */
    async info(q: Query, id: string): Promise<FileInfo> {
      const row = await found(q, id);
      if (!maySee(q, row)) throw new DomainError('file.not_found', { id });
      return toInfo(row);
    },

    /** Takes the file away from its uploader or by an admin; the bytes go with the next sweep. */
    async remove(cx: Command, id: string): Promise<void> {
      const row = await found(cx, id);
      if (!maySee(cx, row)) throw new DomainError('file.not_found', { id });
      if (row.uploaded_by !== cx.actor.userId && !seesAll(cx))
        throw new DomainError('access.denied', { action: 'file.remove' });
      await store.remove(cx.tx, cx.scope, id);
      await cx.audit({ action: 'file.remove', entity: 'file', entityId: id, before: toInfo(row) });
    },

    /**
     * Removes blobs older than `olderThan` that no file refers to (from commands that failed, and removed files).
     * Returns how many. Safe beside uploads of the same bytes: the upload holds a lock the sweep tries to take.
     */
    async sweep(db: Db, scope: ValleyScope, olderThan: Temporal.Instant): Promise<number> {
      await blobs.tidy?.(scope.valleyId, olderThan);
      let removed = 0;
      for await (const blob of blobs.list(scope.valleyId)) {
        if (blob.modifiedAt.epochMilliseconds >= olderThan.epochMilliseconds) continue;
        const sha256 = blob.key.slice(blob.key.indexOf('/') + 1);
        if (!/^[0-9a-f]{64}$/.test(sha256)) continue;
        removed += await db.tx(scope, async (tx) => {
          if (!(await store.tryLockBlob(tx, sha256)) || (await store.used(tx, scope, sha256))) return 0;
          await blobs.remove(blob.key);
          return 1;
        });
      }
      return removed;
    },
  };
}

export type Files = ReturnType<typeof createFiles>;
