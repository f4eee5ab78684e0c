/**
 * Tells this copy of the program from others in its process: worker threads have copies of their own, share the
 * process's number, and may write the same file at the same time.
 */
export const INSTANCE = Math.random().toString(36).slice(2, 10)
