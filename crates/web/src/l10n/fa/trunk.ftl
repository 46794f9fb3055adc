# ترانک و کدهای ویژه

menu-trunk = ترانک
trunk-what = ترانک خط تلفن شهری یا اینترنتی (SIP) است که تماس‌های بیرون از آن می‌آیند و می‌روند.
trunk-delete = حذف ترانک
trunk-delete-what = ترانک حذف شود؟ از آن پس تماسی از بیرون نمی‌آید و به بیرون نمی‌رود.
trunk-channels = حداکثر تماس هم‌زمان
trunk-channels-hint = خالی یعنی بدون محدودیت.
trunk-connection = روش اتصال
trunk-registration = رجیستر با نام کاربری و رمز
trunk-registration-hint = بیشتر شرکت‌های تلفن اینترنتی چنین خطی می‌دهند.
trunk-addresses = شناسایی با نشانی سرور
trunk-addresses-hint = مانند خط‌های مخابرات که فقط نشانی سرور دارند.
trunk-server = نشانی سرور
trunk-addresses-field = نشانی سرورها
trunk-addresses-field-hint = هر نشانی در یک خط. تماس‌های خروجی به نشانی اول می‌روند.

feature-codes-what = این کدها از تلفن‌های داخلی گرفته می‌شوند. خانهٔ خالی آن کد را خاموش می‌کند.
feature-codes-usual = برگشت به کدهای معمول
feature-alone = به‌تنهایی گرفته می‌شود.
feature-with-queue = به‌تنهایی برای همهٔ صف‌ها، یا با شمارهٔ صف پس از آن.
feature-with-time-condition = با شمارهٔ شرط زمانی پس از آن.
