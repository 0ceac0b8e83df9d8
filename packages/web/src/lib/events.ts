import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { getValley } from './valley.ts';

/** A hint that something changed; it carries ids, never contents. */
export interface DomainEvent {
  readonly type: string;
  readonly entityId: string;
  readonly rooms: readonly string[];
}

export function readEvent(data: string): DomainEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null) return null;
    const { type, entityId, rooms } = value as Record<string, unknown>;
    if (typeof type !== 'string' || typeof entityId !== 'string') return null;
    return {
      type,
      entityId,
      rooms: Array.isArray(rooms) ? rooms.filter((room): room is string => typeof room === 'string') : [],
    };
  } catch {
    return null;
  }
}

/** Old are the queries that named one of the event's rooms, and those whose key holds the id of what changed. */
export function invalidateFor(client: QueryClient, event: DomainEvent): void {
  void client.invalidateQueries({
    predicate: (query) => {
      const rooms = query.meta?.rooms;
      if (Array.isArray(rooms) && rooms.some((room) => event.rooms.includes(room))) return true;
      return event.entityId !== '' && JSON.stringify(query.queryKey).includes(event.entityId);
    },
  });
}

/**
 * Listens to rooms (`instrument:<id>`, `user:<id>`, `organisation:<id>`, `valley`) and fetches again what they make old.
 * `onEvent` is for a page that wants to do more. The browser reconnects by itself; after a gap everything in the rooms
 * is fetched again, since hints may have been missed.
 */
export function useEvents(rooms: readonly string[], onEvent?: (event: DomainEvent) => void): void {
  const client = useQueryClient();
  const wanted = [...new Set(rooms)].sort().join(',');
  useEffect(() => {
    if (wanted === '') return;
    const query = new URLSearchParams({ rooms: wanted });
    const valley = getValley();
    // EventSource cannot send headers.
    if (valley) query.set('valley', valley);
    const source = new EventSource(`/api/v1/events?${query}`);
    const hint = (event: DomainEvent) => {
      invalidateFor(client, event);
      onEvent?.(event);
    };
    const missed = () => {
      for (const room of wanted.split(',')) hint({ type: 'resync', entityId: '', rooms: [room] });
    };
    let opened = false;
    source.addEventListener('change', (message: MessageEvent<string>) => {
      const event = readEvent(message.data);
      if (event) hint(event);
    });
    // The server lost its own line for a while, or this reader was too slow
    source.addEventListener('resync', missed);
    source.addEventListener('open', () => {
      if (opened) missed();
      opened = true;
    });
    return () => source.close();
  }, [client, wanted, onEvent]);
}
