/**
 * Small valleys on a real database for the tests of the labs counter: people, organisations and money; and facilities whose
 * instruments come through the services.
 */
export * from '../billing/testing/index.ts';
export {
  at,
  type InstrumentFixture,
  instrumentFixture,
  lcms,
  priceBook,
  reasons,
} from '../instruments/testing/index.ts';
