/** Each paper's register adds its methods' arguments here. */
export const paperSchemas = {}
