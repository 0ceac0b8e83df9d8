import { analyticalFamilies } from './analytical-families.ts';
import { appliedFamilies } from './applied-families.ts';
import { lifeFamilies } from './life-families.ts';

export const families = { ...analyticalFamilies, ...lifeFamilies, ...appliedFamilies };

export type FamilyKey = keyof typeof families;
