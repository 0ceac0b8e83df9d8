import type { PlaceKey } from './places.ts';
import type { OrganisationKind, Provenance, Text } from './types.ts';

/** An organisation as the lists write it. */
export interface OrganisationRow {
  readonly key: string;
  readonly kind: OrganisationKind;
  readonly name: Text;
  readonly short: Text;
  readonly tier: 'member' | 'enterprise' | 'public';
  readonly at: PlaceKey;
  readonly park?: string;
  readonly code: '91' | '12' | '11' | '52';
  readonly owner?: true;
  readonly provenance?: Provenance;
  readonly profile: Text;
}
