import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { canonicalJson, sha256Hex } from '../canonical.ts';
import { type Pack, packHeader } from './pack.ts';

/** The packs that come with the project. */
export const packsFolder = fileURLToPath(new URL('../../../../../packs', import.meta.url));

/** A file below `/packs` that cannot be used, and why. A matter for whoever edits packs; no client ever causes it. */
export class PackError extends Error {
  readonly file: string;
  readonly problems: readonly string[];
  constructor(file: string, problems: readonly string[]) {
    super(`${file}: ${problems.join('; ')}`);
    this.name = 'PackError';
    this.file = file;
    this.problems = problems;
  }
}

export interface Packs {
  readonly all: readonly Pack[];
  /**
   * The version of a pack that holds on a civil date (YYYY-MM-DD), its data checked against `schema`.
   * Undefined when none does: what the rules were then is not known.
   */
  at<S extends z.ZodType>(id: string, date: string, schema: S): Pack<z.output<S>> | undefined;
  /** The version a decision was made with, to replay it. */
  byHash<S extends z.ZodType>(hash: string, schema: S): Pack<z.output<S>> | undefined;
  /** All versions of one kind, e.g. every policy, oldest first. */
  ofKind<S extends z.ZodType>(kind: string, schema: S): readonly Pack<z.output<S>>[];
}

const problemsOf = (error: z.ZodError): string[] =>
  error.issues.map((i) => `${i.path.join('.') || '(whole)'}: ${i.message}`);

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}

/** Reads one pack from its text. @throws PackError with every problem of the header. */
export function parsePack(file: string, content: string): Pack {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new PackError(file, [(error as Error).message]);
  }
  const header = packHeader.safeParse(json);
  if (!header.success) throw new PackError(file, problemsOf(header.error));
  // The hash is over what the file says, not over what the schema made of it.
  return freeze({ ...header.data, data: header.data.data, hash: sha256Hex(canonicalJson(json)), file });
}

/**
 * Reads every pack below a folder once. Versions of a pack are files with the same id whose periods do not overlap.
 *
 * @throws PackError when a file is malformed or two versions hold on the same day.
 */
export function openPacks(folder: string = packsFolder): Packs {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((f) => f.replaceAll('\\', '/'))
    .filter((f) => f.endsWith('.json'))
    .sort();
  const all = files
    .map((file) => parsePack(file, readFileSync(join(folder, file), 'utf8')))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.period.from < b.period.from ? -1 : 1));
  for (const [i, pack] of all.entries()) {
    const next = all[i + 1];
    if (next?.id !== pack.id) continue;
    if (pack.kind !== next.kind)
      throw new PackError(next.file, [`kind ${next.kind}, but ${pack.file} is ${pack.kind}`]);
    if (pack.period.to === null || pack.period.to > next.period.from)
      throw new PackError(next.file, [`overlaps ${pack.file} from ${next.period.from}`]);
  }

  const checked = new WeakMap<Pack, Map<z.ZodType, Pack>>();
  function check<S extends z.ZodType>(pack: Pack, schema: S): Pack<z.output<S>> {
    const known = checked.get(pack) ?? new Map<z.ZodType, Pack>();
    checked.set(pack, known);
    let typed = known.get(schema);
    if (!typed) {
      const data = schema.safeParse(pack.data);
      if (!data.success)
        throw new PackError(
          pack.file,
          problemsOf(data.error).map((p) => `data.${p}`),
        );
      typed = freeze({ ...pack, data: data.data });
      known.set(schema, typed);
    }
    return typed as Pack<z.output<S>>;
  }

  return {
    all,
    at(id, date, schema) {
      const pack = all.find(
        (p) => p.id === id && p.period.from <= date && (p.period.to === null || date < p.period.to),
      );
      return pack && check(pack, schema);
    },
    byHash(hash, schema) {
      const pack = all.find((p) => p.hash === hash);
      return pack && check(pack, schema);
    },
    ofKind: (kind, schema) => all.filter((p) => p.kind === kind).map((p) => check(p, schema)),
  };
}

let project: Packs | undefined;

/** The packs that come with the project, read once a process. */
export function projectPacks(): Packs {
  project ??= openPacks();
  return project;
}
