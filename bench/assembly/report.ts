/** Where each program leaves its result: the 32 bytes at address 0, kept free by --memoryBase. */
export const REPORT: usize = 0;
