import type { RouteOkOut, RouteSpec } from '@hegu/contract/route.ts';
import {
  QueryClient as Client,
  keepPreviousData,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { type CallArgs, type CallInput, call } from './api.ts';
import { ApiProblem, TransportError } from './problem.ts';

/** A refusal will not change by asking again; a lost connection may. */
const worthRetrying = (failures: number, error: unknown): boolean =>
  failures < 2 &&
  !(error instanceof ApiProblem) &&
  !(error instanceof TransportError && error.kind === 'contract');

export function makeQueryClient(): QueryClient {
  return new Client({
    defaultOptions: {
      // Whether the server can be reached is found out by asking: a browser that believes it has no line would otherwise let
      // pages wait without a word, and send hours later what somebody pressed now.
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: worthRetrying,
        refetchOnWindowFocus: true,
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

type KeyInput = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

/** `[tag, method, path, params, query, body]`: a tag, a path or an id in it is enough to invalidate by. */
export const queryKey = (route: RouteSpec, input: KeyInput = {}): readonly unknown[] => [
  route.tag,
  route.method,
  route.path,
  input.params ?? null,
  input.query ?? null,
  input.body ?? null,
];

export interface QueryExtras<Answer = never> {
  readonly enabled?: boolean;
  readonly staleTime?: number;
  /** ms; of the last answer where asking again depends on it: a job is watched until it is over. */
  readonly refetchInterval?: number | false | ((answer: Answer | undefined) => number | false);
  /** Keeps the last answer on the screen while the next one, for other input, is on its way. */
  readonly keepPrevious?: boolean;
  /** Event rooms (`instrument:<id>`) whose events make this answer old; a page with `useEvents` listens to them. */
  readonly rooms?: readonly string[];
}

/** A query over a route that reads (also a POST that only searches). The answer is typed and parsed by the contract. */
export function useRouteQuery<S extends RouteSpec>(
  route: S,
  input: CallInput<S>,
  extras: QueryExtras<RouteOkOut<S>> = {},
): UseQueryResult<RouteOkOut<S>, Error> {
  const every = extras.refetchInterval;
  return useQuery({
    queryKey: queryKey(route, input),
    queryFn: ({ signal }) => call(route, ...([{ ...input, signal }] as unknown as CallArgs<S>)),
    enabled: extras.enabled ?? true,
    ...(extras.staleTime === undefined ? {} : { staleTime: extras.staleTime }),
    ...(every === undefined
      ? {}
      : {
          refetchInterval:
            typeof every === 'function'
              ? (query: { state: { data?: RouteOkOut<S> } }) => every(query.state.data)
              : every,
        }),
    ...(extras.keepPrevious ? { placeholderData: (previous: RouteOkOut<S> | undefined) => previous } : {}),
    meta: { rooms: extras.rooms ?? [] },
  } as Parameters<typeof useQuery<RouteOkOut<S>, Error>>[0]);
}

/** What a list that pages by cursor answers. */
interface PageOf {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}
type ItemOf<S extends RouteSpec> = RouteOkOut<S> extends { items: (infer Item)[] } ? Item : never;

export interface RoutePages<S extends RouteSpec> {
  /** Everything loaded so far; undefined before the first answer. */
  readonly items: readonly ItemOf<S>[] | undefined;
  /** The first page, for totals and facets. */
  readonly first: RouteOkOut<S> | undefined;
  readonly error: Error | null;
  /** For `<DataTable more>`. */
  readonly more: { readonly has: boolean; readonly busy: boolean; readonly load: () => void };
  readonly isPlaceholder: boolean;
}

/** A list that pages by cursor, loaded page after page. The last list stays while one for other filters is on its way. */
export function useRoutePages<S extends RouteSpec>(
  route: S,
  input: CallInput<S>,
  extras: Pick<QueryExtras, 'enabled' | 'staleTime' | 'rooms'> = {},
): RoutePages<S> {
  const loose = input as KeyInput;
  const result = useInfiniteQuery({
    queryKey: [...queryKey(route, loose), 'pages'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => {
      const query = { ...(loose.query as object | undefined), ...(pageParam ? { cursor: pageParam } : {}) };
      return call(route, ...([{ ...input, query, signal }] as unknown as CallArgs<S>));
    },
    getNextPageParam: (last) => (last as PageOf).nextCursor,
    placeholderData: keepPreviousData,
    enabled: extras.enabled ?? true,
    ...(extras.staleTime === undefined ? {} : { staleTime: extras.staleTime }),
    meta: { rooms: extras.rooms ?? [] },
  });
  const pages = result.data?.pages as readonly RouteOkOut<S>[] | undefined;
  return {
    items: pages?.flatMap((page) => (page as PageOf).items as readonly ItemOf<S>[]),
    first: pages?.[0],
    error: result.error,
    more: {
      has: result.hasNextPage,
      busy: result.isFetchingNextPage,
      load: () => void result.fetchNextPage(),
    },
    isPlaceholder: result.isPlaceholderData,
  };
}

export interface MutationExtras<S extends RouteSpec> {
  /** Tags whose queries are fetched again after success; the route's own tag is always among them. */
  readonly invalidate?: readonly string[];
  readonly onSuccess?: (answer: RouteOkOut<S>, input: CallInput<S>) => void;
}

/**
 * A mutation over a route that writes. `mutation.mutate(input)`; `mutation.error` is an ApiProblem to give to
 * `<ProblemView>`.
 */
export function useRouteMutation<S extends RouteSpec>(
  route: S,
  extras: MutationExtras<S> = {},
): UseMutationResult<RouteOkOut<S>, Error, CallInput<S>> {
  const client = useQueryClient();
  return useMutation<RouteOkOut<S>, Error, CallInput<S>>({
    mutationFn: (input) => call(route, ...([input] as unknown as CallArgs<S>)),
    onSuccess: (answer, input) => {
      for (const tag of new Set([route.tag, ...(extras.invalidate ?? [])])) {
        void client.invalidateQueries({ queryKey: [tag] });
      }
      extras.onSuccess?.(answer, input);
    },
  });
}
