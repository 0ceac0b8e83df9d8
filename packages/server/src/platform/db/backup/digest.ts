import { hash } from 'node:crypto';

/**
 * A digest of a set of rows whatever their order: the sum of the first 128 bits of each row's SHA-256. Shows that two
 * tables hold the same rows; it is no seal against somebody who chooses rows to collide, for which the parts of an
 * archive have their own SHA-256.
 */
export class RowDigest {
  private high = 0n;
  private low = 0n;
  rows = 0;
  add(row: Buffer): void {
    const digest = hash('sha256', row, 'buffer');
    this.high = BigInt.asUintN(64, this.high + digest.readBigUInt64BE(0));
    this.low = BigInt.asUintN(64, this.low + digest.readBigUInt64BE(8));
    this.rows++;
  }
  hex(): string {
    return this.high.toString(16).padStart(16, '0') + this.low.toString(16).padStart(16, '0');
  }
}
