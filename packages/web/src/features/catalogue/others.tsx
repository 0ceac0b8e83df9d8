import { searchCatalogue } from '@hegu/contract/catalogue.ts';
import { useRouteQuery } from '../../lib/query.ts';
import { Hit } from './hit.tsx';

/** The best hits of kinds other than instruments, where no instrument was found. */
export function OtherHits({ q, kinds, title }: { q: string; kinds: readonly string[]; title: string }) {
  const { data } = useRouteQuery(searchCatalogue, { query: { q, kind: kinds.join(','), limit: 10 } });
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="sr-only">{title}</h2>
      <ul>
        {data.items.map((item) => (
          <Hit key={`${item.kind}:${item.refId}`} item={item} />
        ))}
      </ul>
    </section>
  );
}
