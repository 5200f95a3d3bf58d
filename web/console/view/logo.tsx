// The sign of the product.
import address from "../icon.svg";

/** Its picture; what it is called stands in the title. */
export function Logo() {
	return <img className="logo" src={address} alt="" width="32" height="32" />;
}
