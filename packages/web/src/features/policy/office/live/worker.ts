import type { Columns } from '@hegu/contract/policy/impact.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { catalogueOf, type FactCatalogueData } from '@hegu/rules/facts.ts';
import { evaluate, type Live, type LiveAnswer, open } from './evaluate.ts';

/** Keeps the columns and answers for one clause after another; the page never waits for it. */

export type ToWorker =
  | { readonly kind: 'open'; readonly columns: Columns; readonly catalogue: FactCatalogueData }
  | { readonly kind: 'clause'; readonly clause: Clause };

let live: Live | null = null;

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage: (answer: LiveAnswer) => void;
};

scope.onmessage = ({ data }) => {
  if (data.kind === 'open') live = open(data.columns, catalogueOf(data.catalogue));
  else if (live) scope.postMessage(evaluate(live, data.clause));
};
