import type { BookingRules, OpeningHours, ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import type { ServiceMode } from '@hegu/contract/labs/instruments.ts';
import type { CustomerTier, PriceBookInput } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';

/**
 * The demo valley as plain data. No database, no services: a loader reads these objects and puts them through
 * the same services a person's request goes through. Every id is a UUID derived from a name, so that the same
 * thing has the same id in every run.
 */

/** The same words in both languages; neither is ever empty. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/**
 * Where a fact comes from. `news`: the name (and only what the note says) is public; `demo`: invented, 演示数据.
 * The note is printed next to the name wherever the interface shows where a figure comes from.
 */
export interface Provenance {
  readonly source: 'news' | 'demo';
  readonly note: Text;
}

/** A civil date, `YYYY-MM-DD`. */
export type CivilDate = string;
export interface Place {
  readonly district: Text;
  readonly address: Text;
  /** WGS 84 degrees, good to about 500 m: demonstration, not a survey. */
  readonly lat: number;
  readonly lng: number;
}

export type OrganisationKind = 'company' | 'hospital' | 'university' | 'park' | 'district' | 'institute';
/** What a customer is to an owner: own unit, alliance member, enterprise of the valley, anybody else. */
export type Tier = CustomerTier;

export interface DemoOrganisation {
  readonly id: string;
  readonly key: string;
  readonly name: Text;
  readonly shortName: Text;
  readonly kind: OrganisationKind;
  /** 统一社会信用代码 with valid check digits; the body reads DEM0…, so no registered organisation has it. */
  readonly creditCode: string;
  /** Tier towards owners other than itself. */
  readonly tier: Exclude<Tier, 'own'>;
  /** The park it sits in. */
  readonly parkId: string | null;
  readonly place: Place;
  readonly ownsInstruments: boolean;
  readonly provenance: Provenance;
  readonly joinedAt: Temporal.Instant;
  readonly profile: Text;
}

export interface DemoFacility {
  readonly id: string;
  readonly key: string;
  readonly organisationId: string;
  readonly name: Text;
  readonly shortName: Text;
  readonly place: Place;
  readonly room: string;
  readonly managerId: string;
  readonly operatorIds: readonly string[];
  readonly contactPhone: string;
  readonly provenance: Provenance;
}

export interface RuleOverride {
  readonly id: string;
  readonly instrumentId: string;
  readonly subject: { readonly kind: 'organisation' | 'group' | 'person'; readonly id: string };
  readonly rules: BookingRules;
  readonly note: Text;
}

/** A dated version of what an instrument costs. */
export interface DemoPriceVersion {
  readonly id: string;
  readonly version: number;
  readonly validFrom: CivilDate;
  /** First day it no longer holds; null: until further notice. */
  readonly validTo: CivilDate | null;
  readonly note: Text;
  readonly book: PriceBookInput;
}

export interface Spec {
  readonly label: Text;
  readonly value: Text;
}
export interface Accessory {
  readonly id: string;
  readonly key: string;
  readonly name: Text;
  /** Item code in the instrument's price book, charged once per reservation; null: free of charge. */
  readonly itemCode: string | null;
}
export interface Configuration {
  readonly key: string;
  readonly name: Text;
  /** The one who books must choose. */
  readonly required: boolean;
  /** Staff need this long to change it. */
  readonly noticeMinutes: number;
  readonly options: readonly { readonly key: string; readonly name: Text }[];
}

export interface DemoInstrument {
  readonly id: string;
  readonly key: string;
  readonly templateKey: string;
  readonly name: Text;
  readonly model: string;
  readonly maker: Text;
  /** Leaf of packs/taxonomy/instruments.json. */
  readonly classCode: string;
  readonly className: Text;
  readonly assetNumber: string;
  readonly organisationId: string;
  readonly facilityId: string;
  readonly place: Place;
  readonly room: string;
  readonly contact: { readonly personId: string; readonly name: string; readonly phone: string };
  readonly specs: readonly Spec[];
  readonly accessories: readonly Accessory[];
  readonly configurations: readonly Configuration[];
  readonly description: Text;
  readonly sampleRequirements: Text;
  readonly safetyNotes: Text;
  readonly serviceModes: readonly ServiceMode[];
  readonly access: 'public' | 'members';
  readonly purchaseValueFen: number;
  readonly purchasedOn: CivilDate;
  readonly commissionedOn: CivilDate;
  readonly openingHours: OpeningHours;
  readonly bookingRules: BookingRules;
  /** Newest last; they touch without overlapping. */
  readonly priceBooks: readonly DemoPriceVersion[];
  /** Lanes: how many reservations may run side by side. */
  readonly capacity: number;
  /** Booked, moved and cancelled together with this one. */
  readonly linkedInstrumentIds: readonly string[];
  readonly provenance: Provenance;
}

export type Role = 'researcher' | 'pi' | 'facility' | 'park' | 'officer' | 'admin';

export interface DemoPerson {
  readonly id: string;
  readonly key: string;
  /** Set for the seven sign-ins only. */
  readonly username: string | null;
  readonly name: Text;
  readonly title: Text;
  readonly email: string;
  /** 021-5555 xxxx: obviously no real line. */
  readonly phone: string;
  readonly organisationId: string;
  readonly memberships: readonly { readonly organisationId: string; readonly role: Role }[];
  readonly provenance: Provenance;
}

export interface DemoGroup {
  readonly id: string;
  readonly key: string;
  readonly organisationId: string;
  readonly name: Text;
  readonly piId: string;
  /** The PI is among them. */
  readonly memberIds: readonly string[];
}

export interface DemoProject {
  readonly id: string;
  readonly key: string;
  readonly code: string;
  readonly organisationId: string;
  readonly groupId: string;
  readonly name: Text;
  readonly piId: string;
  readonly memberIds: readonly string[];
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly budgetFen: number;
  /** How far the balance may fall below zero. */
  readonly creditLimitFen: number;
  readonly active: boolean;
}

export interface DemoQualification {
  readonly id: string;
  readonly personId: string;
  readonly instrumentId: string;
  readonly grantedById: string;
  readonly grantedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant | null;
  readonly note: Text;
}

export interface DemoOutage {
  readonly id: string;
  readonly instrumentId: string;
  readonly kind: 'planned' | 'unplanned';
  readonly reason: Text;
  /** First occurrence. */
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** RFC 5545 rule without DTSTART, in the valley's zone; null: once. */
  readonly rrule: string | null;
  /** Every occurrence inside the generated period, the first included. */
  readonly occurrences: readonly { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }[];
  readonly reportedById: string;
  readonly reportedAt: Temporal.Instant;
}

export interface DemoApproval {
  readonly step: 'pi' | 'facility';
  readonly personId: string;
  /** Null while it waits. */
  readonly approvedAt: Temporal.Instant | null;
}

export interface DemoReservation {
  readonly id: string;
  readonly instrumentId: string;
  /** Occupied too, in lane 0, for the same time. */
  readonly linkedInstrumentIds: readonly string[];
  readonly lane: number;
  readonly personId: string;
  /** Who typed it in, when not the person. */
  readonly createdById: string;
  readonly organisationId: string;
  readonly groupId: string;
  readonly projectId: string;
  readonly tier: Tier;
  readonly mode: 'self_run' | 'operator_run';
  readonly operatorId: string | null;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly createdAt: Temporal.Instant;
  readonly status: ReservationStatus;
  /** In the order in which they are asked. */
  readonly approvals: readonly DemoApproval[];
  readonly approvalExpiresAt: Temporal.Instant | null;
  readonly checkedInAt: Temporal.Instant | null;
  readonly checkedOutAt: Temporal.Instant | null;
  readonly cancelledAt: Temporal.Instant | null;
  readonly cancelledById: string | null;
  readonly cancelReason: string | null;
  /** Quantity per item code of the price book: samples, cage-days, an accessory's use. */
  readonly items: Readonly<Record<string, number>>;
  /** Chosen option per configuration key. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly accessoryIds: readonly string[];
  /** As the user wrote it. */
  readonly purpose: string;
}

/** What happened to a project's statement of a month. Amounts come from the ledger, never from here. */
export interface DemoStatementSeed {
  readonly projectId: string;
  /** `YYYY-MM` */
  readonly month: string;
  readonly status: 'issued' | 'confirmed' | 'paid';
  readonly issuedAt: Temporal.Instant;
  readonly confirmedById: string | null;
  readonly confirmedAt: Temporal.Instant | null;
}

export interface DemoPaymentSeed {
  readonly id: string;
  readonly kind: 'prepayment' | 'statement';
  readonly projectId: string;
  /** For `statement`: the month paid. */
  readonly month: string | null;
  /** For `prepayment`; a statement is paid for exactly what it says. */
  readonly amountFen: number | null;
  readonly method: 'bank-transfer' | 'internal-transfer';
  readonly reference: string;
  readonly paidAt: Temporal.Instant;
  readonly recordedById: string;
}

export interface DemoDisputeSeed {
  readonly id: string;
  readonly reservationId: string;
  readonly month: string;
  readonly raisedById: string;
  readonly raisedAt: Temporal.Instant;
  readonly text: string;
  readonly status: 'open' | 'adjusted' | 'rejected';
  readonly resolvedById: string | null;
  readonly resolvedAt: Temporal.Instant | null;
  readonly resolution: string | null;
  /** For `adjusted`: percent of the charge given back. */
  readonly adjustPercent: number | null;
}

/** The things a tour of the demo points at. */
export interface DemoHighlights {
  readonly companyOfResearcherId: string;
  readonly projectOfResearcherId: string;
  readonly platformId: string;
  /** LC-MS the researcher may book at once; free tomorrow 13:00–18:00, busy in the morning. */
  readonly bookableInstrumentId: string;
  /** LC-MS whose bookings the PI and the facility must both approve; the researcher is qualified. */
  readonly approvalInstrumentId: string;
  /** Needs training that the researcher has not had. */
  readonly trainingMissingInstrumentId: string;
  readonly outageNowInstrumentId: string;
  readonly outageTomorrowInstrumentId: string;
  /** All liquid chromatography–mass spectrometry of the platform. */
  readonly lcmsInstrumentIds: readonly string[];
  readonly pendingForPiIds: readonly string[];
  readonly pendingForFacilityIds: readonly string[];
  readonly disputedReservationId: string;
}

export interface DemoValley {
  readonly valley: {
    readonly id: string;
    readonly slug: 'demo';
    readonly name: Text;
    readonly zone: string;
    readonly operatorOrganisationId: string;
    readonly provenance: Provenance;
  };
  /** Local midnight everything is relative to. */
  readonly today: Temporal.Instant;
  readonly organisations: readonly DemoOrganisation[];
  readonly facilities: readonly DemoFacility[];
  readonly instruments: readonly DemoInstrument[];
  readonly people: readonly DemoPerson[];
  readonly groups: readonly DemoGroup[];
  readonly projects: readonly DemoProject[];
  readonly ruleOverrides: readonly RuleOverride[];
  readonly qualifications: readonly DemoQualification[];
  readonly outages: readonly DemoOutage[];
  /** By start; history, today and the coming two weeks. */
  readonly reservations: readonly DemoReservation[];
  readonly statements: readonly DemoStatementSeed[];
  readonly payments: readonly DemoPaymentSeed[];
  readonly disputes: readonly DemoDisputeSeed[];
  readonly highlights: DemoHighlights;
}
