import type { CompiledQuery } from 'kysely';

/**
 * Names for statements that come again and again, so that PostgreSQL parses and plans them once a connection
 * (measured: a third more constrained inserts and a
 * fifth more joins per second). Bounded, because a connection keeps what it has prepared: only statements seen
 * several times, none with very many parameters (a bulk insert has another text for every number of rows).
 */
export class StatementNames {
  private readonly seen = new Map<string, number>();
  private readonly names = new Map<string, string>();

  nameOf(query: CompiledQuery): string | undefined {
    const name = this.names.get(query.sql);
    if (name || this.names.size >= maxNames || query.parameters.length > maxParameters) return name;
    const times = (this.seen.get(query.sql) ?? 0) + 1;
    if (times < worthIt) {
      if (this.seen.size >= maxSeen) this.seen.clear();
      this.seen.set(query.sql, times);
      return undefined;
    }
    this.seen.delete(query.sql);
    const fresh = `h${this.names.size}`;
    this.names.set(query.sql, fresh);
    return fresh;
  }
}

const worthIt = 4;
const maxNames = 500;
const maxSeen = 5000;
const maxParameters = 60;
