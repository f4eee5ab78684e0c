/** The operations that make reports. */
export const OPERATIONS = [
  'insert',
  'extract',
  'delete',
  'verify',
  'exec',
  'env',
  'heartbeat',
  'build',
] as const
export type ReportedOperation = (typeof OPERATIONS)[number]
