/** Where reports go: the report file of a build, and the sinks that config and environment name. */
export { type Delivery, type DeliveryRequest, type Flushed, flushReports, openDelivery } from './delivery.js'
export { type Journal, openJournal } from './journal.js'
export { type ReportOf, type ReportPlace, reportPlace, type Written } from './place.js'
export { readS3, type S3Reading, type S3Text } from './read-s3.js'
export { removeOwn } from './report-file.js'
