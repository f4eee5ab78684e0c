/** Where reports go: the report file of a build, and the sinks that config and environment name. */
export { type Delivery, type DeliveryRequest, type Flushed, flushReports, openDelivery } from './delivery.js'
export { eachReportFrom, isBucket } from './each-report.js'
export { type Journal, openJournal } from './journal.js'
export { collectMerged, type Merged, type MergedForm, writeMerged } from './merge-reports.js'
export { type ReportOf, type ReportPlace, reportPlace, type Written, withError } from './place.js'
export { readS3, type S3Reading, type S3Text } from './read-s3.js'
export { removeOwn } from './report-file.js'
