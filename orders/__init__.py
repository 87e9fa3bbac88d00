"""Box-set orders: authorisation, stock, dispatch, the delivery promise. Not built yet."""
