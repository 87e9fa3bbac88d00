"""Box-set orders: placing, authorisation, stock, dispatch, the delivery promise."""
