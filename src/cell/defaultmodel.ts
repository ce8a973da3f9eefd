/**
 * The model that the settings name, for prompts and notebooks that name none.
 */
export interface IDefaultModel {
  /** `null` leaves the choice to the server. */
  name: string | null;
}
