/**
 * The advisory lock that whoever deletes objects holds shared, and a backup holds alone: while it copies, an object
 * that a row of its snapshot names stays.
 */
export const DELETIONS_LOCK = 0x1edce21f8
