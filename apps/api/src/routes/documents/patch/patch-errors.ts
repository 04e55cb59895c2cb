import { ApiError } from '../../../problems/api-errors.ts'

/** Of the patch itself, whatever it is applied to. @param pointer into the patch. */
export function patchInvalid(pointer: string, detail: string): ApiError {
  return new ApiError('CSTORE_PATCH_INVALID', 'The body is not a JSON Patch that can be used.', {
    errors: [{ pointer, detail }],
  })
}

/** Of the patch on this document (RFC 5789, 2.2: conflicting state). */
export function patchNotApplicable(pointer: string, detail: string): ApiError {
  return new ApiError(
    'CSTORE_PATCH_NOT_APPLICABLE',
    'The patch does not fit the document as it is. Nothing was changed.',
    { errors: [{ pointer, detail }] },
  )
}

export function patchTestFailed(pointer: string): ApiError {
  return new ApiError(
    'CSTORE_PATCH_TEST_FAILED',
    'A `test` of the patch did not hold. Nothing was changed.',
    { errors: [{ pointer, detail: 'The value there is another' }] },
  )
}
